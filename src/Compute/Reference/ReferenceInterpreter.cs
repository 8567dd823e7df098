using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Augmentation;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Conv3D;
using TrainingService.Compute.Ops.Dense;
using TrainingService.Compute.Ops.Dropout;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Compute.Ops.Losses;
using TrainingService.Compute.Ops.Normalization;
using TrainingService.Compute.Ops.Pooling;
using TrainingService.Compute.Ops.Resampling;
using TrainingService.Compute.Ops.Sequences;

namespace TrainingService.Compute.Reference;

/// <summary>
/// Executes a graph, fused or not, in float64 by the formulas of the ops' documentation. The oracle for every kernel and every pass; it may be slow.
/// </summary>
public static class ReferenceInterpreter
{
    /// <summary>Executes all nodes in order.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="bindings">Every value that no node writes (inputs, targets, parameters): row-major elements without halo.</param>
    /// <param name="seed">The run's seed, for dropout.</param>
    /// <param name="step">The training step from 1, for dropout.</param>
    /// <returns>All values: those bound and those computed.</returns>
    /// <exception cref="ArgumentException">A value that a node reads is neither bound nor computed before, or has another number of elements.</exception>
    public static IReadOnlyDictionary<ValueId, double[]> Run(
        Graph graph, IReadOnlyDictionary<ValueId, double[]> bindings, ulong seed = 0, ulong step = 1)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(bindings);
        var tensors = new Dictionary<ValueId, ReferenceTensor>();
        foreach (var (id, data) in bindings)
        {
            if (data.Length != graph[id].Shape.Count)
                throw new ArgumentException($"Value {id.Index} of shape {graph[id].Shape} is bound to {data.Length} elements.", nameof(bindings));
            tensors[id] = new ReferenceTensor(graph[id].Shape, data, graph[id].Element);
        }

        foreach (var node in graph.Nodes)
        {
            ReferenceTensor[] inputs = [.. node.Inputs.Select(id =>
                tensors.TryGetValue(id, out var tensor) ? tensor : throw new ArgumentException($"{node.Op} reads value {id.Index}, which is not bound.", nameof(bindings)))];
            ReferenceTensor[] outputs = [.. node.Outputs.Select(id => ReferenceTensor.Zeros(graph[id]))];
            Execute(node.Op, inputs, outputs, seed, step);
            foreach (var (id, tensor) in node.Outputs.Zip(outputs))
                tensors[id] = tensor;
        }

        return tensors.ToDictionary(pair => pair.Key, pair => pair.Value.Data);
    }

    /// <summary>Executes one op. Outputs hold zeros before.</summary>
    /// <exception cref="NotSupportedException">The op is unknown here.</exception>
    public static void Execute(Op op, ReferenceTensor[] inputs, ReferenceTensor[] outputs, ulong seed, ulong step)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        var x = inputs[0];
        var y = outputs[0];
        switch (op)
        {
            case ActivationOp activation: ActivationReference.Forward(activation.Function, x, y); break;
            case ActivationGradientOp gradient: ActivationReference.Gradient(gradient.Function, x, inputs[1], y); break;
            case BatchNormOp norm: NormalizationReference.BatchNorm(norm, inputs, outputs); break;
            case GroupNormOp norm: NormalizationReference.GroupNorm(norm, inputs, outputs); break;
            case BatchNormInferenceOp norm: NormalizationReference.Inference(norm, inputs, y); break;
            case ChannelNormGradientOp norm: NormalizationReference.Gradient(norm, inputs, outputs); break;
            case LayerNormOp norm: NormalizationReference.LayerNorm(norm, inputs, outputs); break;
            case LayerNormGradientOp norm: NormalizationReference.LayerNormGradient(norm, inputs, outputs); break;
            case CombineOp combine: StridedReference.Combine(combine.Kind, x, inputs[1], y); break;
            case ChoiceGradientOp choice: StridedReference.ChoiceGradient(choice, x, inputs[1], inputs[2], y); break;
            case ScaleOp scale: StridedReference.Scale(scale.Factor, x, y); break;
            case BroadcastOp: StridedReference.Broadcast(x, y); break;
            case SumToOp: StridedReference.SumTo(x, y); break;
            case ConcatOp concat: StridedReference.Concat(concat.Axis, inputs, y); break;
            case SliceOp slice: StridedReference.Slice(slice, x, y); break;
            case PermuteOp permute: StridedReference.Permute(permute.Order, x, y); break;
            case SpatialDropoutOp dropout: NoiseReference.SpatialDropout(dropout, x, y, seed, step); break;
            case GaussianNoiseOp noise: NoiseReference.GaussianNoise(noise, x, y, seed, step); break;
            case SoftmaxOp softmax: ActivationReference.Softmax(softmax.Log, x, y); break;
            case SoftmaxGradientOp gradient: ActivationReference.SoftmaxGradient(gradient.Log, x, inputs[1], y); break;
            case DenseOp dense: DenseReference.Forward(dense, inputs, y); break;
            case DenseInputGradientOp gradient: DenseReference.InputGradient(gradient, inputs, y); break;
            case DenseWeightGradientOp: DenseReference.WeightGradient(x, inputs[1], y, outputs.ElementAtOrDefault(1)); break;
            case BiasGradientOp: DenseReference.BiasGradient(x, y); break;
            case Conv2DOp or Conv2DInputGradientOp or Conv2DWeightGradientOp or ConvTranspose2DOp
                or Conv3DOp or Conv3DInputGradientOp or Conv3DWeightGradientOp or ConvTranspose3DOp: Convolve(op, inputs, y); break;
            case MaxPool2DOp pool: PoolingReference.Max(pool.Window, x, y); break;
            case MaxPool2DGradientOp pool: PoolingReference.MaxGradient(pool.Window, x, inputs[1], inputs[2], y); break;
            case MaxUnpool2DOp pool: PoolingReference.MaxGradient(pool.Window, x, inputs[1], inputs[2], y); break;
            case MaxUnpool2DGradientOp pool: PoolingReference.UnpoolGradient(pool.Window, x, inputs[1], inputs[2], y); break;
            case Resample2DOp resample: ResampleReference.Apply(resample, x, y); break;
            case SequenceAveragePoolOp or SequenceAveragePoolGradientOp or SequenceMaxPoolOp or SequenceMaxPoolGradientOp
                or SequenceMaskOp or SequenceWindowMeanOp or WindowLengthsOp: SequencePoolingReference.Execute(op, inputs, y); break;
            case AveragePool2DOp pool: PoolingReference.Average(pool.Window, x, y); break;
            case AveragePool2DGradientOp pool: PoolingReference.AverageGradient(pool.Window, x, y); break;
            case GlobalAveragePool2DOp: PoolingReference.GlobalAverage(x, y); break;
            case GlobalAveragePool2DGradientOp: PoolingReference.GlobalAverageGradient(x, y); break;
            case DropoutOp dropout: DropoutReference.Apply(dropout, x, y, seed, step); break;
            case WarpOp or WarpLabelsOp or WarpBoxesOp or CutoutOp or NoiseOp or AmplitudeOp or TokenDropoutOp or MixupOp or MixupLabelsOp:
                AugmentationReference.Execute(op, inputs, y, seed, step);
                break;
            case AddOp: ElementwiseReference.Add(x, inputs[1], y); break;
            case ReshapeOp or CopyOp: ElementwiseReference.Copy(x, y); break;
            case LossOp loss: LossReference.Execute(new LossTensors(loss, x, inputs[1], y, outputs[1], outputs.ElementAtOrDefault(2))); break;
            default:
                if (!SequenceOps.Execute(op, inputs, outputs, seed, step)) throw new NotSupportedException($"The reference has no {op?.GetType().Name}.");
                break;
        }
    }

    private static void Convolve(Op op, ReferenceTensor[] inputs, ReferenceTensor y)
    {
        var (x, second) = (inputs[0], inputs[1]);
        var third = inputs.ElementAtOrDefault(2);
        switch (op)
        {
            case Conv2DOp o: Flat(o.Window, o.Groups).Forward(o.Activation, x, second, third, y); break;
            case Conv2DInputGradientOp o: Flat(o.Window, o.Groups).InputGradient(o.InputActivation, x, second, third, y); break;
            case Conv2DWeightGradientOp o: Flat(o.Window, o.Groups).WeightGradient(x, second, y); break;
            case ConvTranspose2DOp o: Flat(o.Window, o.Groups).Transpose(o.Activation, x, second, third, y); break;
            case Conv3DOp o: new ConvReference(o.Window, o.Depth, o.Groups).Forward(o.Activation, x, second, third, y); break;
            case Conv3DInputGradientOp o: new ConvReference(o.Window, o.Depth, o.Groups).InputGradient(o.InputActivation, x, second, third, y); break;
            case Conv3DWeightGradientOp o: new ConvReference(o.Window, o.Depth, o.Groups).WeightGradient(x, second, y); break;
            case ConvTranspose3DOp o: new ConvReference(o.Window, o.Depth, o.Groups).Transpose(o.Activation, x, second, third, y); break;
        }
    }

    private static ConvReference Flat(Window2D window, int groups) => new(Window3D.Flat(window), 1, groups);
}
