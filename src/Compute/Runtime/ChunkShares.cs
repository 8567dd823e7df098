namespace TrainingService.Compute.Runtime;

/// <summary>
/// The chunks of one kernel call, shared out: each thread has neighbouring ones of its own, which it claims from the first on, and when these are gone it takes the others' last ones.
/// So threads meet about the same part of the data in one call after the other and find it in their own caches, and one that the system takes away still delays one chunk only.
/// </summary>
internal sealed class ChunkShares
{
    /// <summary>Shares lie on lines of their own (and the lines that processors fetch with them): claiming disturbs nobody.</summary>
    private const int Spacing = 128 / sizeof(long);

    private readonly int threads;

    // Upper half: the first chunk not yet claimed; lower half: the one behind the last. The value alone says what may be claimed, so a thread that finds it unchanged after a
    // long time may still claim: it gets a chunk of the call that is open then.
    private readonly long[] shares;

    /// <summary>No chunks yet.</summary>
    /// <param name="threads">Threads, numbered from 0.</param>
    public ChunkShares(int threads)
    {
        this.threads = threads;
        shares = new long[(threads + 2) * Spacing];
    }

    /// <summary>Offers chunks 0 to <paramref name="chunks"/> - 1. All before must have been claimed.</summary>
    public void Open(int chunks)
    {
        for (var thread = 0; thread < threads; thread++)
            Volatile.Write(ref Of(thread), Pack(Start(thread, chunks), Start(thread + 1, chunks)));
    }

    /// <summary>Claims a chunk for a thread; -1 when all are claimed.</summary>
    public int Claim(int thread)
    {
        ref var own = ref Of(thread);
        for (var seen = Volatile.Read(ref own); First(seen) < End(seen); seen = Volatile.Read(ref own))
        {
            if (Interlocked.CompareExchange(ref own, Pack(First(seen) + 1, End(seen)), seen) == seen)
                return First(seen);
        }

        for (var i = 1; i < threads; i++)
        {
            ref var other = ref Of((thread + i) % threads);
            for (var seen = Volatile.Read(ref other); First(seen) < End(seen); seen = Volatile.Read(ref other))
            {
                if (Interlocked.CompareExchange(ref other, Pack(First(seen), End(seen) - 1), seen) == seen)
                    return End(seen) - 1;
            }
        }

        return -1;
    }

    private ref long Of(int thread) => ref shares[(thread + 1) * Spacing];

    /// <summary>Rounded up: the caller, thread 0, begins before the others have noticed.</summary>
    private int Start(int thread, int chunks) => (int)((((long)thread * chunks) + threads - 1) / threads);

    private static long Pack(int first, int end) => ((long)first << 32) | (uint)end;

    private static int First(long share) => (int)(share >> 32);

    private static int End(long share) => (int)share;
}
