namespace TrainingService.Compute.Runtime;

/// <summary>Random orders that depend on (seed, stream, epoch) only. Allocates nothing.</summary>
public static class Permutation
{
    /// <summary>Draws at a time.</summary>
    private const int Stretch = 128;

    /// <summary>Fills with 0, 1, ... in random order.</summary>
    public static void Fill(Span<int> destination, ulong seed, uint stream, ulong epoch = 0)
    {
        for (var i = 0; i < destination.Length; i++)
            destination[i] = i;
        Shuffle(destination, seed, stream, epoch);
    }

    /// <summary>Puts items in random order (Fisher and Yates, from the end).</summary>
    public static void Shuffle(Span<int> items, ulong seed, uint stream, ulong epoch = 0)
    {
        var key = Philox.Key(seed, stream);
        Span<ulong> drawn = stackalloc ulong[Stretch];
        for (var end = items.Length; end > 1;)
        {
            // Item 0 has nothing to be exchanged with.
            var first = Math.Max(1, end - Stretch);
            var bits = drawn[..(end - first)];
            PhiloxLanes.Low(bits, (uint)first, (uint)epoch, (uint)(epoch >> 32), key);
            for (var last = end - 1; last >= first; last--)
            {
                // The high part of bits · n is uniform on [0, n) up to n / 2^64.
                var chosen = (int)Math.BigMul(bits[last - first], (ulong)last + 1, out _);
                (items[last], items[chosen]) = (items[chosen], items[last]);
            }

            end = first;
        }
    }
}
