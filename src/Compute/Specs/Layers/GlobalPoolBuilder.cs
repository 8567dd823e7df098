using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Pooling;
using TrainingService.Compute.Ops.Sequences;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>One value per channel, over all cells of a series, image or volume.</summary>
internal sealed class GlobalPoolBuilder(LayerSpec spec) : LayerBuilder<LayerSpec>(spec)
{
    /// <inheritdoc/>
    public override string Type => $"global_{(IsMax ? "max" : "average")}_pool{Rank}d";

    private bool IsMax => Spec is GlobalMaxPool1DLayer or GlobalMaxPool2DLayer or GlobalMaxPool3DLayer;

    private int Rank => Spec switch
    {
        GlobalAveragePool1DLayer or GlobalMaxPool1DLayer => 1,
        GlobalAveragePool2DLayer or GlobalMaxPool2DLayer => 2,
        _ => 3,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope) => Images.Require(scope, Type, Rank) ? [scope.Input[^1]] : null;

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope)
    {
        var output = scope.Layer.OutputShape;
        if (Rank == 1 && scope.LengthsOf() is { } lengths)
            return scope.Add(IsMax ? new SequenceMaxPoolOp() : new SequenceAveragePoolOp(), output, scope.Input, lengths);

        // A volume's slices one below the other are an image.
        var shape = scope.Graph[scope.Input].Shape;
        var image = Rank == 3
            ? Images.Reshape(scope, scope.Input, new Shape(shape[0], shape[1] * shape[2], shape[3], shape[4]))
            : Images.Of(scope, scope.Input);
        if (!IsMax) return scope.Add(new GlobalAveragePool2DOp(), output, image);
        var (height, width) = (scope.Graph[image].Shape[1], scope.Graph[image].Shape[2]);
        var whole = new Window2D(height, width, height, width, 1, 1, 0, 0, 0, 0);
        return Images.To(scope, scope.Add(new MaxPool2DOp(whole), [1, 1, output[0]], image), output);
    }
}
