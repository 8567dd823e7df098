using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Activations;
using TrainingService.Compute.Cpu.Elementwise;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Normalization;

/// <summary>
/// Where each set of statistics is one block, a row of a batch: its moments and then at once what they are for, while the row is still in the caches.
/// A chunk is a set.
/// </summary>
internal static unsafe class SetNormKernel
{
    public readonly struct Choice<TF> : IKernelChoice
        where TF : struct, IMap
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TF, TI, TV>;
    }

    public readonly struct Gradient : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&RunGradient<TI, TV>;
    }

    /// <summary>With an activation at the end.</summary>
    public readonly struct Pass : IActivationUse
    {
        public static nint Forward<TF>(InstructionSet set)
            where TF : struct, IMap => KernelChoice.Of<Choice<TF>>(set);

        public static nint Gradient<TF>(InstructionSet set)
            where TF : struct, ICombine => throw new NotSupportedException("A normalization takes no activation's gradient.");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TF, TI, TV>(void* arguments, int chunk)
        where TF : struct, IMap
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        BlockMomentsKernel.Run<TI, TV>(arguments, chunk);
        MergeMomentsKernel.Run<TI, TV>(arguments, chunk);
        NormalizeKernel.Run<TF, TI, TV>(arguments, chunk);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunGradient<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        BlockGradientSumsKernel.Run<TI, TV>(arguments, chunk);
        MergeGradientSumsKernel.Run<TI, TV>(arguments, chunk);
        if (((ChannelNormArguments*)arguments)->Dx.Start != null)
            InputGradientKernel.Run<TI, TV>(arguments, chunk);
    }
}
