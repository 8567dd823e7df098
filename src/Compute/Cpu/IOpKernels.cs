using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Cpu;

/// <summary>One op's kernels: what <see cref="CpuKernelFactory"/> hands a node to. The members mean what <see cref="IKernelFactory"/>'s do.</summary>
internal interface IOpKernels
{
    /// <inheritdoc cref="IKernelFactory.InputHalo"/>
    Halo InputHalo(InstructionSet set, Graph graph, Node node, int input) => Halo.None;

    /// <inheritdoc cref="IKernelFactory.Packing"/>
    IReadOnlyList<PackedWeights> Packing(InstructionSet set, Graph graph, Node node) => [];

    /// <inheritdoc cref="IKernelFactory.ScratchBytes"/>
    long ScratchBytes(InstructionSet set, Graph graph, Node node) => 0;

    /// <inheritdoc cref="IKernelFactory.EndsGradient"/>
    bool EndsGradient(InstructionSet set, Graph graph, Node node) => false;

    /// <inheritdoc cref="IKernelFactory.Compile"/>
    void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context);
}
