namespace TrainingService.Compute.Cpu.Simd;

/// <summary>Names a kernel that is generic over its instruction set, so that <see cref="KernelChoice"/> can pick the version to call.</summary>
public interface IKernelChoice
{
    /// <summary>Address of the kernel for one instruction set: `(nint)(delegate*&lt;…&gt;)&amp;Kernel.Run&lt;TI, TV&gt;`.</summary>
    static abstract nint For<TI, TV>()
        where TI : struct, ISimd<TV>
        where TV : struct;
}
