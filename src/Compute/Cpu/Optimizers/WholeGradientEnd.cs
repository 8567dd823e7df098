using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;

namespace TrainingService.Compute.Cpu.Optimizers;

/// <summary>
/// A gradient's end in a call of its own, where its kernel does not finish it stretch by stretch: for the smaller last batch of an epoch, which is cut up in another way.
/// </summary>
internal static unsafe class WholeGradientEnd
{
    private const int Stretch = 16384;

    /// <summary>Appends the call.</summary>
    /// <param name="context">Whose <see cref="IKernelContext.End"/>.</param>
    /// <param name="gradient">The gradient.</param>
    /// <param name="count">Its length.</param>
    public static void Emit(IKernelContext context, float* gradient, long count) => context.Emit(
        (nint)(delegate*<void*, int, void>)&Run, new Arguments { End = context.End, Gradient = gradient, Count = count }, checked((int)((count + Stretch - 1) / Stretch)));

    private static void Run(void* arguments, int chunk)
    {
        var args = (Arguments*)arguments;
        var first = (nint)chunk * Stretch;
        if (args->End.IsDue)
            args->End.Done(first, (int)Math.Min(args->Count - first, Stretch), args->Gradient + first);
    }

    private struct Arguments
    {
        public GradientEnd End;
        public float* Gradient;
        public long Count;
    }
}
