using System.Collections.Frozen;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Dense;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Dense;

namespace TrainingService.Compute.Cpu;

/// <summary>Kernels for the processor's vector units.</summary>
/// <param name="instructionSet">Which versions to use; must be supported here.</param>
public sealed class CpuKernelFactory(InstructionSet instructionSet) : IKernelFactory
{
    /// <summary>Kernels by the type of their op.</summary>
    private static readonly FrozenDictionary<Type, IOpKernels> Registry = new Dictionary<Type, IOpKernels>
    {
        [typeof(DenseOp)] = new DenseForward(),
        [typeof(DenseInputGradientOp)] = new DenseInputGradient(),
        [typeof(DenseWeightGradientOp)] = new DenseWeightGradient(),
    }.ToFrozenDictionary();

    private readonly InstructionSet set = InstructionSets.IsSupported(instructionSet)
        ? instructionSet
        : throw new PlatformNotSupportedException($"This processor has no {InstructionSets.NameOf(instructionSet)}.");

    /// <summary>The fastest kernels that run here.</summary>
    public CpuKernelFactory()
        : this(InstructionSets.Best)
    {
    }

    /// <inheritdoc/>
    public string Name => $"cpu/{InstructionSets.NameOf(set)}";

    /// <inheritdoc/>
    public Halo InputHalo(Graph graph, Node node, int input) => KernelsOf(node).InputHalo(set, graph, node, input);

    /// <inheritdoc/>
    public IReadOnlyList<PackedWeights> Packing(Graph graph, Node node) => KernelsOf(node).Packing(set, graph, node);

    /// <inheritdoc/>
    public long ScratchBytes(Graph graph, Node node) => KernelsOf(node).ScratchBytes(set, graph, node);

    /// <inheritdoc/>
    public void Compile(Graph graph, Node node, IKernelContext context) => KernelsOf(node).Compile(set, graph, node, context);

    /// <inheritdoc/>
    public void CompileGather(FeatureStorage features, ValueId input, ValueId target, IKernelContext context) =>
        throw new NotSupportedException("This build has no gather kernels.");

    /// <inheritdoc/>
    public void CompileUpdate(UpdateRule rule, IReadOnlyList<ParameterSpan> spans, IKernelContext context) =>
        throw new NotSupportedException("This build has no update kernels.");

    /// <inheritdoc/>
    public void CompilePacking(PackedWeights packing, IKernelContext context) =>
        ((CpuPackedWeights)packing).Compile(context);

    private static IOpKernels KernelsOf(Node node) => Registry.TryGetValue(node.Op.GetType(), out var kernels)
        ? kernels
        : throw new NotSupportedException($"No kernel for {node.Op.GetType().Name}.");
}
