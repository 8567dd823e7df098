using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Compute.Ops.Normalization;
using TrainingService.Contracts.Specs.Initializers;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>Batch normalization: another op in training than at evaluation.</summary>
internal sealed class BatchNormBuilder(BatchNormLayer spec) : LayerBuilder<BatchNormLayer>(spec)
{
    /// <inheritdoc/>
    public override string Type => "batch_norm";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Infer(LayerScope scope)
    {
        var channels = scope.Input[^1];
        if (Spec.Affine) Normalizations.AddScaleAndOffset(scope, channels);
        scope.AddState("running_mean", [channels], new ZerosInitializer());
        scope.AddState("running_variance", [channels], new OnesInitializer());
        return scope.Input;
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope)
    {
        var (shape, epsilon) = (scope.Graph[scope.Input].Shape.PerRow, (float)Spec.Epsilon);
        var lengths = shape.Count == 2 ? scope.LengthsOf() : null;
        ValueId[] inputs = [scope.Input, .. scope.Parameters, .. Normalizations.Optional(lengths)];
        if (!scope.Training)
            return scope.Add(new BatchNormInferenceOp(epsilon, Spec.Affine, lengths is not null, ActivationFunction.Linear), shape, inputs);
        var (mean, variance) = (scope.Parameters[^2], scope.Parameters[^1]);
        var (y, channels) = (scope.NewValue(shape), scope.Graph[mean].Shape);
        var op = new BatchNormOp((float)Spec.Momentum, epsilon, Spec.Affine, lengths is not null, ActivationFunction.Linear);
        ValueId[] outputs = [y, scope.Graph.AddValue(channels), scope.Graph.AddValue(channels), scope.NewState(mean), scope.NewState(variance)];
        scope.Graph.AddNode(op, scope.Layer.Index, inputs, outputs);
        return y;
    }
}

/// <summary>Group normalization, and with one channel to a group instance normalization.</summary>
internal sealed class GroupNormBuilder(LayerSpec spec, string type, int? groups, double epsilon, bool affine) : LayerBuilder<LayerSpec>(spec)
{
    /// <inheritdoc/>
    public override string Type => type;

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope)
    {
        var channels = scope.Input[^1];
        if (groups is { } wanted && channels % wanted != 0)
        {
            scope.Error("groups", "shape_mismatch", $"{channels} channels cannot be shared out to {wanted} groups.", $"a divisor of {channels}");
            return null;
        }

        if (scope.Input.Count == 1 && (groups ?? channels) == channels)
        {
            scope.Error(null, "shape_mismatch", $"Each of the {channels} features would be normalized by itself, to 0.", "batch_norm or layer_norm");
            return null;
        }

        if (affine) Normalizations.AddScaleAndOffset(scope, channels);
        return scope.Input;
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope)
    {
        var shape = scope.Graph[scope.Input].Shape;
        var (channels, lengths) = (shape[shape.Rank - 1], shape.Rank == 3 ? scope.LengthsOf() : null);
        var op = new GroupNormOp(groups ?? channels, (float)epsilon, affine, lengths is not null, ActivationFunction.Linear);
        var (y, statistics) = (scope.NewValue(shape.PerRow), new Shape(scope.Batch, channels));
        ValueId[] outputs = [y, scope.Graph.AddValue(statistics), scope.Graph.AddValue(statistics)];
        scope.Graph.AddNode(op, scope.Layer.Index, [scope.Input, .. scope.Parameters, .. Normalizations.Optional(lengths)], outputs);
        return y;
    }
}

/// <summary>Layer and RMS normalization. Several axes are made one by a reshape, which costs nothing.</summary>
internal sealed class LayerNormBuilder(LayerSpec spec, string type, int axes, double epsilon, bool centered, bool affine) : LayerBuilder<LayerSpec>(spec)
{
    /// <inheritdoc/>
    public override string Type => type;

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope)
    {
        if (axes > scope.Input.Count)
        {
            scope.Error("axes", "shape_mismatch", $"The input {Shapes.Text(scope.Input)} has {scope.Input.Count} axes.", $"1 to {scope.Input.Count}");
            return null;
        }

        var values = checked((int)Shapes.Count([.. scope.Input.TakeLast(axes)]));
        if (affine && centered) Normalizations.AddScaleAndOffset(scope, values);
        else if (affine) scope.AddParameter("scale", [values], new OnesInitializer(), 1, 1, isBias: true);
        return scope.Input;
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope)
    {
        var shape = scope.Graph[scope.Input].Shape.PerRow;
        int[] kept = [.. shape.SkipLast(axes)];
        int[] rows = [.. kept, checked((int)Shapes.Count([.. shape.TakeLast(axes)]))];
        var input = axes == 1 ? scope.Input : scope.Add(new ReshapeOp(), rows, scope.Input);
        var (y, statistics) = (scope.NewValue(rows), new Shape(checked((int)(scope.Batch * Shapes.Count(kept)))));
        ValueId[] outputs = [y, scope.Graph.AddValue(statistics), scope.Graph.AddValue(statistics)];
        var op = new LayerNormOp((float)epsilon, centered, affine, affine && centered);
        scope.Graph.AddNode(op, scope.Layer.Index, [input, .. scope.Parameters], outputs);
        return axes == 1 ? y : scope.Add(new ReshapeOp(), shape, y);
    }
}

/// <summary>What the normalizations share.</summary>
internal static class Normalizations
{
    /// <summary>The builder of a normalization layer; null for other layers.</summary>
    public static ILayerBuilder? For(LayerSpec spec) => spec switch
    {
        BatchNormLayer batch => new BatchNormBuilder(batch),
        LayerNormLayer layer => new LayerNormBuilder(layer, "layer_norm", layer.Axes, layer.Epsilon, centered: true, layer.Affine),
        RmsNormLayer rms => new LayerNormBuilder(rms, "rms_norm", 1, rms.Epsilon, centered: false, rms.Affine),
        GroupNormLayer group => new GroupNormBuilder(group, "group_norm", group.Groups, group.Epsilon, group.Affine),
        InstanceNormLayer instance => new GroupNormBuilder(instance, "instance_norm", null, instance.Epsilon, instance.Affine),
        _ => null,
    };

    /// <summary>γ from 1 and β from 0, neither with a penalty.</summary>
    public static void AddScaleAndOffset(LayerScope scope, int count)
    {
        scope.AddParameter("scale", [count], new OnesInitializer(), 1, 1, isBias: true);
        scope.AddParameter("offset", [count], new ZerosInitializer(), 1, 1, isBias: true);
    }

    /// <summary>A value, or nothing.</summary>
    public static ValueId[] Optional(ValueId? value) => value is { } id ? [id] : [];
}
