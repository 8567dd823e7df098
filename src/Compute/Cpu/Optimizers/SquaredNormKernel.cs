using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Optimizers;

/// <summary>Sum of squares of the gradients, one partial sum per chunk.</summary>
internal static unsafe class SquaredNormKernel
{
    public static PartialSums Compile(InstructionSet set, IReadOnlyList<ParameterSpan> spans, IKernelContext context)
    {
        var chunks = SpanChunks.Of(spans, context);
        var arguments = new Arguments
        {
            Gradients = context.Accumulated != null ? context.Accumulated : context.Gradients,
            Sums = (double*)context.Allocate((long)chunks.Count * sizeof(double)),
            Chunks = chunks,
        };
        if (chunks.Count > 0)
            context.Emit<Choice, Arguments>(set, arguments, chunks.Count);
        return new PartialSums(arguments.Sums, chunks.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (Arguments*)arguments;
        var total = 0.0;
        for (var s = args->Chunks.FirstSegments[chunk]; s < args->Chunks.FirstSegments[chunk + 1]; s++)
        {
            var segment = args->Chunks.Segments[s];
            var g = args->Gradients + segment.Offset;
            var sum = TI.Zero;
            for (var i = 0; i < segment.Count; i += TI.Width)
            {
                var value = TI.LoadPartial(g + i, Math.Min(TI.Width, segment.Count - i));
                sum = TI.MultiplyAdd(value, value, sum);
            }

            var part = TI.Sum(sum);

            // The square of a gradient of 1e20 is no float any more, though its norm is one.
            total += float.IsFinite(part) ? part : InDouble(g, segment.Count);
        }

        args->Sums[chunk] = total;
    }

    private static double InDouble(float* g, int count)
    {
        var sum = 0.0;
        for (var i = 0; i < count; i++)
            sum += (double)g[i] * g[i];
        return sum;
    }

    public readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }

    private struct Arguments
    {
        public float* Gradients;
        public double* Sums;
        public SpanChunks Chunks;
    }
}
