namespace TrainingService.Compute.Cpu.Convolutions.Winograd;

/// <summary>
/// Working memory for the chunks that run at a time: fewer pieces than chunks, and the lowest free one is taken, so that it is in a cache from
/// the chunk before. What comes out does not depend on which one that was.
/// </summary>
internal static unsafe class Slots
{
    /// <summary>How many are made: one for each processor, as far as there are chunks.</summary>
    public static int CountOf(int chunks) => Math.Clamp(Environment.ProcessorCount, 1, Math.Min(chunks, 64));

    /// <summary>Takes one of the first <paramref name="count"/>; waits where more chunks run than that.</summary>
    public static int Take(long* busy, int count)
    {
        var spin = default(SpinWait);
        while (true)
        {
            var taken = Volatile.Read(ref *busy);
            var slot = System.Numerics.BitOperations.TrailingZeroCount(~taken);
            if (slot >= count)
                spin.SpinOnce();
            else if (Interlocked.CompareExchange(ref *busy, taken | (1L << slot), taken) == taken)
                return slot;
        }
    }

    /// <summary>Gives one back.</summary>
    public static void Release(long* busy, int slot) => Interlocked.And(ref *busy, ~(1L << slot));
}
