namespace TrainingService.Compute.Runtime;

/// <summary>Random orders that depend on (seed, stream, epoch) only. Allocates nothing.</summary>
public static class Permutation
{
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
        for (var last = items.Length - 1; last > 0; last--)
        {
            var block = Philox.Block((uint)last, 0, (uint)epoch, (uint)(epoch >> 32), key);

            // The high part of bits · n is uniform on [0, n) up to n / 2^64.
            var chosen = (int)Math.BigMul(block.Low, (ulong)last + 1, out _);
            (items[last], items[chosen]) = (items[chosen], items[last]);
        }
    }
}
