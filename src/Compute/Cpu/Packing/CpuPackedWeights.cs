using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Packing;

/// <summary>A packed copy that knows how to make itself from the canonical weights.</summary>
/// <param name="Parameter">The parameter's number in the network.</param>
/// <param name="Set">Whose vectors the panels fit.</param>
internal abstract record CpuPackedWeights(int Parameter, InstructionSet Set) : PackedWeights(Parameter)
{
    /// <summary>Appends the invocations that fill the copy.</summary>
    public abstract void Compile(IKernelContext context);
}
