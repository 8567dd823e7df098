namespace TrainingService.Compute.Planning;

/// <summary>Gives pieces of memory with known lifetimes their places in one arena: largest first, each at the lowest offset free during its life.</summary>
internal static class ArenaPlanner
{
    /// <summary>Every piece starts at a multiple of this many bytes.</summary>
    public const int Alignment = 64;

    /// <summary>Bytes kept free behind each piece: kernels may read, never write, so far over an end.</summary>
    public const int Slack = 256;

    /// <summary>Bytes a piece takes with slack and alignment.</summary>
    public static long Padded(long bytes) => (bytes + Slack + Alignment - 1) / Alignment * Alignment;

    /// <summary>Assigns offsets.</summary>
    /// <param name="pieces">Size in bytes, and the first and last step of life (both included).</param>
    /// <param name="reuse">False puts every piece in a place of its own (to test that reuse changes nothing).</param>
    /// <returns>An offset for each piece, and the bytes of the arena.</returns>
    public static (long[] Offsets, long Total) Assign(IReadOnlyList<Piece> pieces, bool reuse = true)
    {
        var offsets = new long[pieces.Count];
        var placed = new List<int>();
        var total = 0L;
        foreach (var index in Enumerable.Range(0, pieces.Count).OrderByDescending(i => pieces[i].Bytes).ThenBy(i => i))
        {
            var size = Padded(pieces[index].Bytes);
            var offset = 0L;
            foreach (var other in placed.Where(o => !reuse || pieces[o].Overlaps(pieces[index])).OrderBy(o => offsets[o]))
            {
                if (offset + size <= offsets[other]) break;
                offset = Math.Max(offset, offsets[other] + Padded(pieces[other].Bytes));
            }

            offsets[index] = offset;
            total = Math.Max(total, offset + size);
            placed.Add(index);
        }

        return (offsets, total);
    }
}

/// <summary>Memory needed from one step of a schedule to another.</summary>
internal readonly record struct Piece(long Bytes, int First, int Last)
{
    /// <summary>Whether both are needed at some time.</summary>
    public bool Overlaps(Piece other) => First <= other.Last && other.First <= Last;
}
