using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>
/// Soft IoU and Dice: a chunk is a sample. First the sums over its positions, then loss and gradient of each; in between the gradient's place
/// holds the probabilities. Mode 1 is Dice, P0 what is added.
/// </summary>
internal static unsafe class MaskLossKernel
{
    public readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int sample)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (LossArguments*)arguments;
        var first = sample * args->RowsPerSample;
        var isOne = args->Labels == null || args->Outputs == 1;
        var masks = isOne ? 1 : args->Outputs;
        var sums = stackalloc MaskSums[masks];
        new Span<MaskSums>(sums, masks).Clear();
        var counted = isOne ? SigmoidMask.Sums<TI, TV>(args, first, sums) : SoftmaxMasks.Sums<TI, TV>(args, first, sums);

        var loss = 1.0;
        for (var c = 0; c < masks; c++)
            loss -= sums[c].Overlap(args) / masks;
        StoreLoss<TI, TV>(args, first, (float)loss);
        if (args->Gradient == null)
            return;

        // The mean over the counted rows weighs each sample with its counted rows, and the sample's loss depends on all of them.
        var slopes = stackalloc MaskSlope[masks];
        for (var c = 0; c < masks; c++)
            slopes[c] = sums[c].Slope(args, *args->Share * counted / masks);
        if (isOne)
            SigmoidMask.Gradient<TI, TV>(args, first, slopes);
        else
            SoftmaxMasks.Gradient<TI, TV>(args, first, slopes);
    }

    private static void StoreLoss<TI, TV>(LossArguments* args, int first, float loss)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        if (args->Labels == null)
        {
            new Span<float>(args->Loss + first, args->RowsPerSample).Fill(loss);
            return;
        }

        for (var row = 0; row < args->RowsPerSample; row += TI.Width)
        {
            var count = args->RowsPerSample - row;
            var labels = LabelLanes.Load<TI, TV>(args->Labels + first + row, count);
            Lanes.Store<TI, TV>(args->Loss + first + row, LabelLanes.Counted<TI, TV>(labels, TI.Broadcast(loss)), count);
        }
    }
}
