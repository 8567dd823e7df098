using System.Diagnostics;

namespace TrainingService.Compute.Runtime;

/// <summary>
/// Whether a pool's workers are worth waiting for. Where another program keeps a processor busy, a worker is taken away with a chunk in its hands, and
/// everybody waits for that chunk: two threads can be slower than one. Or the caller is taken away itself, as it shares a processor with that program while
/// workers hold the others; alone it would get one of those. So the time that the caller waits or is held up is weighed against the work that the
/// workers do for it, and while they cost more than they give, the caller computes alone. Now and then it tries again. All times in ticks of
/// <see cref="Stopwatch"/>.
/// </summary>
internal struct HelpGauge
{
    /// <summary>Shared work after which a judgement is made: some time slices of the system.</summary>
    private static readonly long Window = Stopwatch.Frequency / 40;

    /// <summary>Shared work of a try.</summary>
    private static readonly long Trial = Stopwatch.Frequency / 100;

    private static readonly long ShortestAlone = Stopwatch.Frequency / 10;
    private static readonly long LongestAlone = 2 * Stopwatch.Frequency;

    private long busy;
    private long lost;
    private long held;
    private long own;
    private long all;
    private long aloneUntil;
    private long alone;

    /// <summary>Whether the caller is to do all by itself.</summary>
    public readonly bool IsAlone(long now) => now < aloneUntil;

    /// <summary>Takes note of a shared call.</summary>
    /// <param name="start">When it began.</param>
    /// <param name="idle">When the caller found no more chunks.</param>
    /// <param name="end">When all were done.</param>
    /// <param name="ownChunks">Chunks the caller did.</param>
    /// <param name="chunks">All of them.</param>
    /// <param name="heldUp">How long the system ran others in the caller's place before it was idle, in this call or others since the last that told.</param>
    public void Add(long start, long idle, long end, int ownChunks, int chunks, long heldUp)
    {
        held += heldUp;
        busy += idle - start;
        lost += end - idle;
        own += ownChunks;
        all += chunks;
        if (busy + lost < (alone == 0 ? Window : Trial)) return;

        // What workers did would have taken the caller as long as its own chunks did, one by one. A caller that did none has nothing to go by.
        var helped = own == 0 ? long.MaxValue : (double)Math.Max(0, busy - held) * (all - own) / own;
        if (helped < lost + held)
        {
            alone = alone == 0 ? ShortestAlone : Math.Min(2 * alone, LongestAlone);
            aloneUntil = end + alone;
        }
        else
        {
            alone = 0;
        }

        (busy, lost, held, own, all) = (0, 0, 0, 0, 0);
    }
}
