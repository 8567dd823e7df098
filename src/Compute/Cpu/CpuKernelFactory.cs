using System.Collections.Frozen;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Activations;
using TrainingService.Compute.Cpu.Attention;
using TrainingService.Compute.Cpu.Augmentation;
using TrainingService.Compute.Cpu.BiasGradient;
using TrainingService.Compute.Cpu.Convolutions;
using TrainingService.Compute.Cpu.Dense;
using TrainingService.Compute.Cpu.Dropout;
using TrainingService.Compute.Cpu.Elementwise;
using TrainingService.Compute.Cpu.Gather;
using TrainingService.Compute.Cpu.Losses;
using TrainingService.Compute.Cpu.Normalization;
using TrainingService.Compute.Cpu.Optimizers;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Pooling;
using TrainingService.Compute.Cpu.Recurrent;
using TrainingService.Compute.Cpu.Resampling;
using TrainingService.Compute.Cpu.Sequences;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Data;
using TrainingService.Compute.Cpu.Strided;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Attention;
using TrainingService.Compute.Ops.Augmentation;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Conv3D;
using TrainingService.Compute.Ops.Dense;
using TrainingService.Compute.Ops.Dropout;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Compute.Ops.Losses;
using TrainingService.Compute.Ops.Normalization;
using TrainingService.Compute.Ops.Pooling;
using TrainingService.Compute.Ops.Recurrent;
using TrainingService.Compute.Ops.Resampling;
using TrainingService.Compute.Ops.Sequences;

namespace TrainingService.Compute.Cpu;

/// <summary>Kernels for the processor's vector units.</summary>
/// <param name="instructionSet">Which versions to use; must be supported here.</param>
public sealed unsafe class CpuKernelFactory(InstructionSet instructionSet) : IKernelFactory
{
    /// <summary>Kernels by the type of their op.</summary>
    private static readonly FrozenDictionary<Type, IOpKernels> Registry = new Dictionary<Type, IOpKernels>
    {
        [typeof(DenseOp)] = new DenseForward(),
        [typeof(DenseInputGradientOp)] = new DenseInputGradient(),
        [typeof(DenseWeightGradientOp)] = new DenseWeightGradient(),
        [typeof(Conv2DOp)] = new ConvForward(),
        [typeof(Conv2DInputGradientOp)] = new ConvInputGradient(),
        [typeof(Conv2DWeightGradientOp)] = new ConvWeightGradient(),
        [typeof(ConvTranspose2DOp)] = new ConvInputGradient(),
        [typeof(Conv3DOp)] = new ConvForward(),
        [typeof(Conv3DInputGradientOp)] = new ConvInputGradient(),
        [typeof(Conv3DWeightGradientOp)] = new ConvWeightGradient(),
        [typeof(ConvTranspose3DOp)] = new ConvInputGradient(),
        [typeof(BiasGradientOp)] = new BiasGradientKernels(),
        [typeof(ActivationOp)] = new ActivationKernels(),
        [typeof(ActivationGradientOp)] = new ActivationGradientKernels(),
        [typeof(BatchNormOp)] = new ChannelNormKernels(),
        [typeof(GroupNormOp)] = new ChannelNormKernels(),
        [typeof(BatchNormInferenceOp)] = new BatchNormInferenceKernels(),
        [typeof(ChannelNormGradientOp)] = new ChannelNormGradientKernels(),
        [typeof(LayerNormOp)] = new LayerNormKernels(),
        [typeof(LayerNormGradientOp)] = new LayerNormGradientKernels(),
        [typeof(CombineOp)] = new StridedCombineKernels(),
        [typeof(ChoiceGradientOp)] = new StridedCombineKernels(),
        [typeof(ScaleOp)] = new ScaleKernels(),
        [typeof(BroadcastOp)] = new StridedCopyKernels(),
        [typeof(SumToOp)] = new StridedSumKernels(),
        [typeof(ConcatOp)] = new StridedCopyKernels(),
        [typeof(SliceOp)] = new StridedCopyKernels(),
        [typeof(PermuteOp)] = new StridedCopyKernels(),
        [typeof(SpatialDropoutOp)] = new SpatialDropoutKernels(),
        [typeof(GaussianNoiseOp)] = new GaussianNoiseKernels(),
        [typeof(SoftmaxOp)] = new SoftmaxKernels(),
        [typeof(SoftmaxGradientOp)] = new SoftmaxKernels(),
        [typeof(AddOp)] = new AddKernels(),
        [typeof(CopyOp)] = new CopyKernels(),
        [typeof(ReshapeOp)] = new CopyKernels(),
        [typeof(DropoutOp)] = new DropoutKernels(),
        [typeof(MaxPool2DOp)] = new PoolKernels(),
        [typeof(MaxPool2DGradientOp)] = new PoolKernels(),
        [typeof(AveragePool2DOp)] = new PoolKernels(),
        [typeof(AveragePool2DGradientOp)] = new PoolKernels(),
        [typeof(MaxUnpool2DOp)] = new PoolKernels(),
        [typeof(MaxUnpool2DGradientOp)] = new PoolKernels(),
        [typeof(Resample2DOp)] = new ResampleKernels(),
        [typeof(SequenceAveragePoolOp)] = new SequenceKernels(),
        [typeof(SequenceAveragePoolGradientOp)] = new SequenceKernels(),
        [typeof(SequenceMaxPoolOp)] = new SequenceKernels(),
        [typeof(SequenceMaxPoolGradientOp)] = new SequenceKernels(),
        [typeof(SequenceMaskOp)] = new SequenceKernels(),
        [typeof(WindowLengthsOp)] = new SequenceKernels(),
        [typeof(SequenceWindowMeanOp)] = new SequenceKernels(),
        [typeof(GlobalAveragePool2DOp)] = new GlobalPoolKernels(),
        [typeof(GlobalAveragePool2DGradientOp)] = new GlobalPoolKernels(),
        [typeof(WarpOp)] = new AugmentationKernels(),
        [typeof(WarpLabelsOp)] = new AugmentationKernels(),
        [typeof(WarpBoxesOp)] = new AugmentationKernels(),
        [typeof(CutoutOp)] = new AugmentationKernels(),
        [typeof(NoiseOp)] = new AugmentationKernels(),
        [typeof(AmplitudeOp)] = new AugmentationKernels(),
        [typeof(TokenDropoutOp)] = new AugmentationKernels(),
        [typeof(MixupOp)] = new AugmentationKernels(),
        [typeof(MixupLabelsOp)] = new AugmentationKernels(),
        [typeof(SoftmaxCrossEntropyOp)] = new LossKernels(),
        [typeof(ProbabilityCrossEntropyOp)] = new LossKernels(),
        [typeof(SoftmaxFocalOp)] = new LossKernels(),
        [typeof(BinaryFocalOp)] = new LossKernels(),
        [typeof(KlDivergenceOp)] = new LossKernels(),
        [typeof(BinaryCrossEntropyOp)] = new LossKernels(),
        [typeof(MarginLossOp)] = new LossKernels(),
        [typeof(MulticlassHingeOp)] = new LossKernels(),
        [typeof(MeanSquaredErrorOp)] = new LossKernels(),
        [typeof(MeanAbsoluteErrorOp)] = new LossKernels(),
        [typeof(HuberOp)] = new LossKernels(),
        [typeof(LogCoshOp)] = new LossKernels(),
        [typeof(BoxLossOp)] = new LossKernels(),
        [typeof(MaskLossOp)] = new LossKernels(),

        // Sequences.
        [typeof(EmbeddingOp)] = new EmbeddingKernels(),
        [typeof(EmbeddingGradientOp)] = new EmbeddingGradientKernels(),
        [typeof(AddPositionsOp)] = new PositionKernels(),
        [typeof(AddSinusoidsOp)] = new PositionKernels(),
        [typeof(PositionGradientOp)] = new PositionGradientKernels(),
        [typeof(JoinColumnsOp)] = new ColumnKernels(),
        [typeof(TakeColumnsOp)] = new ColumnKernels(),
        [typeof(PlaceColumnsOp)] = new ColumnKernels(),
        [typeof(RecurrentOp)] = new RecurrentForward(),
        [typeof(RecurrentGradientOp)] = new RecurrentBackward(),
        [typeof(RecurrentInputGradientOp)] = new RecurrentInputGradient(),
        [typeof(RecurrentKernelGradientOp)] = new RecurrentKernelGradient(),
        [typeof(RecurrentStateKernelGradientOp)] = new RecurrentStateKernelGradient(),
        [typeof(AttentionOp)] = new AttentionForward(),
        [typeof(AttentionGradientOp)] = new AttentionBackward(),
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
    public double PeakGflops(int threads) => PeakRate.OfOneThread(instructionSet) * threads;

    /// <inheritdoc/>
    public string Name => $"cpu/{InstructionSets.NameOf(set)}";

    /// <inheritdoc/>
    public Halo InputHalo(Graph graph, Node node, int input) => KernelsOf(node).InputHalo(set, graph, node, input);

    /// <inheritdoc/>
    public IReadOnlyList<PackedWeights> Packing(Graph graph, Node node) => KernelsOf(node).Packing(set, graph, node);

    /// <inheritdoc/>
    public long ScratchBytes(Graph graph, Node node) => KernelsOf(node).ScratchBytes(set, graph, node);

    /// <inheritdoc/>
    public bool EndsGradient(Graph graph, Node node) => KernelsOf(node).EndsGradient(set, graph, node);

    /// <inheritdoc/>
    public void Compile(Graph graph, Node node, IKernelContext context)
    {
        var kernels = KernelsOf(node);
        kernels.Compile(set, graph, node, context);
        if (!context.End.IsNone && !kernels.EndsGradient(set, graph, node))
            WholeGradientEnd.Emit(context, (float*)context.Address(node.Outputs[0]), graph[node.Outputs[0]].Shape.Count);
    }

    /// <inheritdoc/>
    public void CompileGather(FieldSchema field, int index, ValueId value, ValueId? lengths, IKernelContext context) =>
        GatherKernels.Compile(set, field, index, value, lengths, context);

    /// <inheritdoc/>
    public void CompileAccumulation(IReadOnlyList<ParameterSpan> spans, IKernelContext context) => AccumulateKernel.Compile(set, spans, context);

    /// <inheritdoc/>
    public PartialSums CompileSquaredNorm(IReadOnlyList<ParameterSpan> spans, IKernelContext context) =>
        SquaredNormKernel.Compile(set, spans, context);

    /// <inheritdoc/>
    public void CompileUpdate(UpdateRule rule, IReadOnlyList<ParameterSpan> spans, IKernelContext context) =>
        UpdateKernels.Compile(set, rule, spans, context);

    /// <inheritdoc/>
    public GradientEnd CompileEnd(UpdateRule rule, ParameterSpan span, IKernelContext context) => UpdateKernels.CompileEnd(set, rule, span, context);

    /// <inheritdoc/>
    public void CompilePacking(PackedWeights packing, IKernelContext context) =>
        ((CpuPackedWeights)packing).Compile(context);

    private static IOpKernels KernelsOf(Node node) => Registry.TryGetValue(node.Op.GetType(), out var kernels)
        ? kernels
        : throw new NotSupportedException($"No kernel for {node.Op.GetType().Name}.");
}
