using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Attention;

/// <summary>Scores, weights and outputs of some pairs, tile by tile of queries; scores never leave the cache. Keys that no query of a tile sees are left out of its products.</summary>
internal static unsafe class AttentionForwardKernel
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
        var (row, head) = (pair / job->Heads, pair % job->Heads);
        var channel = head * job->Channels;
        var keys = scratch;
        var values = keys + job->KeyPanels;
        var scores = values + job->ValuePanels;
        var seen = job->SeenBy(row, job->Queries - 1);
        AttentionPanels.Transposed(
            job->K + ((nint)row * job->Keys * job->KeyStride) + channel, job->KeyStride, job->Channels, seen, job->KeyLayout, job->KeyLayoutCount, keys);
        AttentionPanels.Plain<TI, TV>(
            job->V + ((nint)row * job->Keys * job->KeyStride) + channel, job->KeyStride, job->Keys, seen, job->ChannelLayout, job->ChannelLayoutCount, values);
        for (var tile = 0; tile < job->Tiles.Parts; tile++)
        {
            AttentionFetch.Forward(job, pair, tile);
            var (query, larger) = (job->Tiles.StartOf(tile), tile < job->Tiles.Larger);
            var at = ((nint)row * job->Queries) + query;
            var end = query + job->Tiles.SizeOf(tile);
            seen = job->SeenBy(row, end - 1);
            job->ByKeys.Run(
                keys, job->Channels, seen, job->Q + (at * job->QueryStride) + channel, job->QueryStride, scores, job->ScoreStride, larger, null, false);
            for (var i = query; i < end; i++)
                Query<TI, TV>(job, scratch, scores + ((nint)(i - query) * job->ScoreStride), row, pair, i, job->Filled(seen));
            job->ByChannels.Run(
                values, seen, job->Channels, scores, job->ScoreStride, job->O + (at * job->OutputStride) + channel, job->OutputStride, larger, null, false);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Query<TI, TV>(AttentionArguments* job, float* scratch, float* scores, int row, int pair, int query, int end)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var index = ((nint)pair * job->Queries) + query;
        var seen = job->SeenBy(row, query);
        var (largest, inverse) = AttentionSoftmax.Weights<TI, TV>(scores, seen, end, job->Scale);
        job->Figures[2 * index] = largest;
        job->Figures[(2 * index) + 1] = inverse;
        if (job->DropoutThreshold == 0) return;
        var mask = scratch + job->MaskOffset;
        AttentionSoftmax.Mask<TI>(mask, seen, (uint)index, job->Draw);
        for (var j = 0; j < seen; j += TI.Width)
            TI.Store(scores + j, TI.Multiply(TI.Load(scores + j), TI.Load(mask + j)));
    }
}
