using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Optimizers;

/// <summary>Accumulated gradients += weight · gradients; the first batch of a group overwrites what was there.</summary>
internal static unsafe class AccumulateKernel
{
    public static void Compile(InstructionSet set, IReadOnlyList<ParameterSpan> spans, IKernelContext context)
    {
        var arguments = new Arguments
        {
            Gradients = context.Gradients, Accumulated = context.Accumulated, Step = context.State, Chunks = SpanChunks.Of(spans, context),
        };
        if (arguments.Chunks.Count > 0)
            context.Emit<Choice, Arguments>(set, arguments, arguments.Chunks.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (Arguments*)arguments;
        var weight = TI.Broadcast(args->Step->AccumulationWeight);
        var starts = args->Step->StartsAccumulation;
        for (var s = args->Chunks.FirstSegments[chunk]; s < args->Chunks.FirstSegments[chunk + 1]; s++)
        {
            var segment = args->Chunks.Segments[s];
            var g = args->Gradients + segment.Offset;
            var sum = args->Accumulated + segment.Offset;
            for (var i = 0; i < segment.Count; i += TI.Width)
            {
                var count = Math.Min(TI.Width, segment.Count - i);
                var before = starts ? TI.Zero : TI.LoadPartial(sum + i, count);
                TI.StorePartial(sum + i, TI.MultiplyAdd(weight, TI.LoadPartial(g + i, count), before), count);
            }
        }
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
        public float* Accumulated;
        public StepState* Step;
        public SpanChunks Chunks;
    }
}
