using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Attention;

/// <summary>
/// Gradients of some pairs. Weights are computed again, some tiles of queries at a time; then keys and values get their share of that block.
/// Keys that no query of a tile sees are left out of its products, and so are a block's queries before the first that sees any of some keys.
/// </summary>
internal static unsafe class AttentionBackwardKernel
{
    public readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (AttentionArguments*)arguments;
        var first = job->Pairs.StartOf(chunk);
        for (var pair = first; pair < first + job->Pairs.SizeOf(chunk); pair++)
            Pair<TI, TV>(job, job->Scratch + (chunk * job->ScratchStride), pair);
    }

    private static void Pair<TI, TV>(AttentionArguments* job, float* scratch, int pair)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (row, channel) = (pair / job->Heads, pair % job->Heads * job->Channels);
        var most = job->SeenBy(row, job->Queries - 1);
        var keyStart = ((nint)row * job->Keys * job->KeyStride) + channel;
        var valueRows = scratch + job->KeyPanels;
        var keyColumns = valueRows + job->KeyPanels;
        AttentionPanels.Transposed(job->K + keyStart, job->KeyStride, job->Channels, most, job->KeyLayout, job->KeyLayoutCount, scratch);
        AttentionPanels.Transposed(job->V + keyStart, job->KeyStride, job->Channels, most, job->KeyLayout, job->KeyLayoutCount, valueRows);
        AttentionPanels.Plain<TI, TV>(job->K + keyStart, job->KeyStride, job->Keys, most, job->ChannelLayout, job->ChannelLayoutCount, keyColumns);
        var weights = keyColumns + job->ValuePanels;
        var scores = weights + ((nint)job->BlockRows * job->ScoreStride);
        for (var tile = 0; tile < job->Tiles.Parts; tile += job->TilesPerBlock)
        {
            var end = Math.Min(tile + job->TilesPerBlock, job->Tiles.Parts);
            var first = job->Tiles.StartOf(tile);
            var queries = job->Tiles.StartOf(end) - first;
            var seen = job->SeenBy(row, first + queries - 1);

            // A tile of keys that the block sees in part is read as a whole.
            var filled = job->Filled(seen + job->OuterKeys - 1);
            for (var t = tile; t < end; t++)
            {
                AttentionFetch.Backward(job, pair, t);
                var offset = (nint)(job->Tiles.StartOf(t) - first) * job->ScoreStride;
                Tile<TI, TV>(job, scratch, weights + offset, scores + offset, pair, t, filled);
            }

            var at = ((nint)row * job->Queries) + first;
            var block = new Block(first, queries, seen, tile > 0);
            Outer(job, weights, block, job->OutputGradient + (at * job->OutputStride) + channel, job->OutputStride, job->ValueGradient + keyStart);
            Outer(job, scores, block, job->Q + (at * job->QueryStride) + channel, job->QueryStride, job->KeyGradient + keyStart);
        }
    }

    /// <summary>Weights, gradients of the scores, and gradients of the queries of one tile.</summary>
    private static void Tile<TI, TV>(AttentionArguments* job, float* scratch, float* weights, float* scores, int pair, int tile, int filled)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (row, channel) = (pair / job->Heads, pair % job->Heads * job->Channels);
        var (query, larger) = (job->Tiles.StartOf(tile), tile < job->Tiles.Larger);
        var at = ((nint)row * job->Queries) + query;
        var q = job->Q + (at * job->QueryStride) + channel;
        var dO = job->OutputGradient + (at * job->OutputStride) + channel;
        var rows = job->Tiles.SizeOf(tile);
        var seen = job->SeenBy(row, query + rows - 1);
        job->ByKeys.Run(scratch, job->Channels, seen, q, job->QueryStride, weights, job->ScoreStride, larger, null, false);
        job->ByKeys.Run(scratch + job->KeyPanels, job->Channels, seen, dO, job->OutputStride, scores, job->ScoreStride, larger, null, false);
        for (var i = 0; i < rows; i++)
        {
            var offset = (nint)i * job->ScoreStride;
            Query<TI, TV>(job, scratch, weights + offset, scores + offset, pair, query + i, filled);
        }

        job->ByChannels.Run(
            scratch + (2 * job->KeyPanels), seen, job->Channels, scores, job->ScoreStride,
            job->QueryGradient + (at * job->QueryStride) + channel, job->QueryStride, larger, null, false);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Query<TI, TV>(AttentionArguments* job, float* scratch, float* weights, float* scores, int pair, int query, int filled)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (row, channel) = (pair / job->Heads, pair % job->Heads * job->Channels);
        var index = ((nint)pair * job->Queries) + query;
        var seen = job->SeenBy(row, query);
        var at = ((((nint)row * job->Queries) + query) * job->OutputStride) + channel;
        var shared = TI.Broadcast(Dot<TI, TV>(job->O + at, job->OutputGradient + at, job->Channels));
        var whole = AttentionSoftmax.Whole<TI, TV>(weights, seen);
        var mask = scratch + job->MaskOffset;
        var drops = job->DropoutThreshold != 0;
        if (drops) AttentionSoftmax.Mask<TI>(mask, seen, (uint)index, job->Draw);
        var scale = TI.Broadcast(job->Scale);
        var (shift, inverse) = (TI.Broadcast(-job->Figures[2 * index]), TI.Broadcast(job->Figures[(2 * index) + 1]));
        for (var j = 0; j < whole; j += TI.Width)
        {
            // Behind the last key weights are 0, whatever the scratch holds in the scores' place; a choice keeps that out.
            var weight = AttentionSoftmax.Again<TI, TV>(TI.Load(weights + j), scale, shift, inverse);
            var reached = TI.Load(scores + j);
            var kept = weight;
            if (drops)
            {
                var m = TI.Load(mask + j);
                reached = TI.Multiply(reached, m);
                kept = TI.Multiply(weight, m);
            }

            TI.Store(weights + j, kept);
            var gradient = TI.Multiply(TI.Multiply(weight, TI.Subtract(reached, shared)), scale);
            TI.Store(scores + j, TI.SelectEqual(weight, TI.Zero, TI.Zero, gradient));
        }

        Lanes.Clear<TI, TV>(weights + whole, filled - whole);
        Lanes.Clear<TI, TV>(scores + whole, filled - whole);
    }

    private static float Dot<TI, TV>(float* a, float* b, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var sum = TI.Zero;
        for (var i = 0; i < count; i += TI.Width)
            sum = TI.MultiplyAdd(Lanes.Load<TI, TV>(a + i, count - i), Lanes.Load<TI, TV>(b + i, count - i), sum);
        return TI.Sum(sum);
    }

    /// <summary>Gradient [keys, channels] (+)= Aᵀ B over a block of queries.</summary>
    private static void Outer(AttentionArguments* job, float* a, in Block block, float* b, nint ldb, float* c)
    {
        var sum = new OuterSum { Images = 1, Rows = 1, Lda = job->ScoreStride, Ldb = ldb };
        for (var i = 0; i < job->OuterTileCount; i++)
        {
            var tile = job->OuterTiles + i;
            var skipped = block.Skipped(job, (int)tile->A);

            // The first block also writes the zeros that later ones add to.
            if (skipped == block.Queries && block.Accumulate) continue;
            sum.Pixels = block.Queries - skipped;
            tile->Kernel(
                &sum, a + (skipped * sum.Lda) + tile->A, b + (skipped * ldb) + tile->B, c + tile->C, job->KeyStride, tile->Columns, block.Accumulate);
        }
    }

    /// <summary>Neighbouring queries whose weights are kept.</summary>
    /// <param name="First">The first.</param>
    /// <param name="Queries">How many.</param>
    /// <param name="Seen">Keys that one of them sees.</param>
    /// <param name="Accumulate">Whether there were blocks before.</param>
    private readonly record struct Block(int First, int Queries, int Seen, bool Accumulate)
    {
        /// <summary>How many of the queries come before the first that sees a key or one behind it.</summary>
        public int Skipped(AttentionArguments* job, int key) => key >= Seen ? Queries : Math.Max(0, job->FirstToSee(key) - First);
    }
}
