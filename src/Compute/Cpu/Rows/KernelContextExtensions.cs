using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Rows;

internal static unsafe class KernelContextExtensions
{
    /// <summary>Appends an invocation of the kernel's version for an instruction set, with its own copy of the arguments.</summary>
    public static void Emit<TChoice, TArguments>(this IKernelContext context, InstructionSet set, TArguments arguments, int chunks)
        where TChoice : struct, IKernelChoice
        where TArguments : unmanaged => context.Emit(KernelChoice.Of<TChoice>(set), arguments, chunks);

    /// <summary>Appends an invocation of a kernel with its own copy of the arguments.</summary>
    public static void Emit<TArguments>(this IKernelContext context, nint kernel, TArguments arguments, int chunks)
        where TArguments : unmanaged
    {
        var copy = (TArguments*)context.Allocate(sizeof(TArguments));
        *copy = arguments;
        context.Emit((delegate*<void*, int, void>)kernel, copy, chunks);
    }
}
