using TrainingService.Compute.Cpu.Elementwise;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Compute.Cpu.Activations;

/// <summary>A kind of kernel that computes an activation: a pass over memory, or a pass over a tile just written.</summary>
internal interface IActivationUse
{
    /// <summary>Address of the kernel for y = f(x).</summary>
    static abstract nint Forward<TF>(InstructionSet set)
        where TF : struct, IMap;

    /// <summary>Address of the kernel for dx = dy · f'(b), b being what the derivative is a function of.</summary>
    static abstract nint Gradient<TF>(InstructionSet set)
        where TF : struct, ICombine;
}

/// <summary>Which code is which activation's.</summary>
internal static class ActivationTable
{
    /// <summary>The kernel of f.</summary>
    public static nint Forward<TUse>(InstructionSet set, ActivationFunction function)
        where TUse : struct, IActivationUse => function switch
        {
            { Kind: ActivationKind.Linear } => TUse.Forward<LinearMap>(set),
            { Kind: ActivationKind.LeakyRelu, Slope: 0 } => TUse.Forward<ReluMap>(set),
            { Kind: ActivationKind.LeakyRelu } => TUse.Forward<LeakyReluMap>(set),
            { Kind: ActivationKind.Sigmoid } => TUse.Forward<SigmoidMap>(set),
            { Kind: ActivationKind.Tanh } => TUse.Forward<TanhMap>(set),
            { Kind: ActivationKind.Elu } => TUse.Forward<EluMap>(set),
            { Kind: ActivationKind.Selu } => TUse.Forward<SeluMap>(set),
            { Kind: ActivationKind.Softplus } => TUse.Forward<SoftplusMap>(set),
            { Kind: ActivationKind.HardSigmoid } => TUse.Forward<HardSigmoidMap>(set),
            { Kind: ActivationKind.Gelu } => TUse.Forward<GeluMap>(set),
            { Kind: ActivationKind.GeluTanh } => TUse.Forward<GeluTanhMap>(set),
            { Kind: ActivationKind.Silu } => TUse.Forward<SiluMap>(set),
            { Kind: ActivationKind.HardSilu } => TUse.Forward<HardSiluMap>(set),
            _ => throw new NotSupportedException($"No kernel for {function.Kind}."),
        };

    /// <summary>The kernel of f'.</summary>
    public static nint Gradient<TUse>(InstructionSet set, ActivationFunction function)
        where TUse : struct, IActivationUse => function.Kind switch
        {
            ActivationKind.Linear => TUse.Gradient<LinearSlope>(set),
            ActivationKind.LeakyRelu => TUse.Gradient<LeakyReluSlope>(set),
            ActivationKind.Sigmoid => TUse.Gradient<SigmoidSlope>(set),
            ActivationKind.Tanh => TUse.Gradient<TanhSlope>(set),
            ActivationKind.Elu => TUse.Gradient<EluSlope>(set),
            ActivationKind.Selu => TUse.Gradient<SeluSlope>(set),
            ActivationKind.Softplus => TUse.Gradient<SoftplusSlope>(set),
            ActivationKind.HardSigmoid => TUse.Gradient<HardSigmoidSlope>(set),
            ActivationKind.Gelu => TUse.Gradient<GeluSlope>(set),
            ActivationKind.GeluTanh => TUse.Gradient<GeluTanhSlope>(set),
            ActivationKind.Silu => TUse.Gradient<SiluSlope>(set),
            ActivationKind.HardSilu => TUse.Gradient<HardSiluSlope>(set),
            _ => throw new NotSupportedException($"No kernel for the gradient of {function.Kind}."),
        };
}

/// <summary>Passes over memory.</summary>
internal readonly struct ActivationPass : IActivationUse
{
    public static nint Forward<TF>(InstructionSet set)
        where TF : struct, IMap => KernelChoice.Of<MapKernel.Choice<TF>>(set);

    public static nint Gradient<TF>(InstructionSet set)
        where TF : struct, ICombine => KernelChoice.Of<CombineKernel.Choice<TF>>(set);
}
