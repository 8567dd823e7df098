using TrainingService.Compute.Data;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Attention;
using TrainingService.Compute.Ops.Dense;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Compute.Ops.Normalization;
using TrainingService.Compute.Ops.Recurrent;
using TrainingService.Compute.Ops.Sequences;

namespace TrainingService.Compute.Inference.Stepwise;

/// <summary>
/// Makes one step out of a forward graph, node by node. A value that depends on the tokens is [batch, steps, ...] or, for products, [batch · steps, ...];
/// in the step it is [batch, 1, ...] or [batch, ...]. A node that does not treat positions alike, and is no causal attention or forward recurrent layer,
/// ends it.
/// </summary>
internal sealed partial class StepMaker(Graph forward, TokenDependence depends, int batch, int steps)
{
    private readonly Dictionary<ValueId, ValueId> made = [];
    private readonly Dictionary<ValueId, int> once = [];
    private readonly List<StepField> fields = [];
    private readonly List<FieldValue> inputs = [];
    private readonly List<StepResult> results = [];
    private readonly List<StepResult> fromOnce = [];

    /// <summary>One step.</summary>
    public Graph Graph { get; } = new();

    /// <summary>Values to fill: the token, then <see cref="Fields"/>.</summary>
    public IReadOnlyList<FieldValue> Inputs => inputs;

    /// <summary>What a step reads besides the token.</summary>
    public IReadOnlyList<StepField> Fields => fields;

    /// <summary>What the fields take of the forward graph.</summary>
    public IReadOnlyList<StepResult> FromOnce => fromOnce;

    /// <summary>What the next step takes of this one.</summary>
    public IReadOnlyList<StepResult> Results => results;

    /// <summary>Makes the step; gives the scores, or null when it can't be made.</summary>
    public ValueId? Make(FieldValue tokens, ValueId output)
    {
        var token = Graph.AddValue(new Shape(batch, 1), ValueKind.Input, ElementType.Int32);
        inputs.Add(new FieldValue(0, token, null));
        made[tokens.Value] = token;
        foreach (var node in depends.Steps)
        {
            if (!Add(node)) return null;
        }

        return made.TryGetValue(output, out var scores) ? scores : null;
    }

    private bool Add(Node node) => node.Op switch
    {
        EmbeddingOp => AddAlike(node),
        ReshapeOp => FormOf(node.Outputs[0]) != Form.Other && AddAlike(node),
        DenseOp => FormOf(node.Inputs[0]) == Form.Rows && AddAlike(node),
        ActivationOp or ScaleOp or AddOp or CombineOp => AddAlike(node),
        SoftmaxOp or LayerNormOp or JoinColumnsOp or TakeColumnsOp => IsColumns(node.Inputs[0]) && AddAlike(node),
        ConcatOp concat => concat.Axis > 1 && AddAlike(node),
        SliceOp slice => slice.Axis > 1 && AddAlike(node),
        BatchNormInferenceOp norm => AddBatchNorm(node, norm),
        AddPositionsOp or AddSinusoidsOp => AddPosition(node),
        RecurrentOp recurrent => AddRecurrent(node, recurrent.Form),
        AttentionOp attention => AddAttention(node, attention.Form),
        _ => false,
    };

    /// <summary>A node that treats every position by itself: the same with one position.</summary>
    private bool AddAlike(Node node) => AddAlike(node, node.Op, node.Inputs);

    private bool AddAlike(Node node, Op op, IReadOnlyList<ValueId> from)
    {
        // What does not depend on the tokens can only go along when it is the same at all positions.
        if (from.Any(id => !IsAlike(id, node.Outputs[0]))) return false;
        ValueId[] to = [.. from.Select(Of)];
        var outputs = new List<ValueId>();
        foreach (var id in node.Outputs)
        {
            if (ShapeOf(id, isMain: id == node.Outputs[0]) is not { } shape) return false;
            outputs.Add(made[id] = Graph.AddValue(shape, ValueKind.Intermediate, forward[id].Element));
        }

        Graph.AddNode(op, node.Layer, to, outputs);
        return true;
    }

    private bool AddBatchNorm(Node node, BatchNormInferenceOp norm)
    {
        if (!IsColumns(node.Inputs[0])) return false;
        IReadOnlyList<ValueId> from = norm.HasLengths ? [.. node.Inputs.SkipLast(1)] : node.Inputs;
        return (!norm.HasLengths || depends.On(node.Inputs[^1])) && AddAlike(node, norm with { HasLengths = false }, from);
    }

    private bool AddPosition(Node node)
    {
        if (FormOf(node.Inputs[0]) != Form.Steps) return false;
        var channels = forward[node.Inputs[0]].Shape[2];
        var parameter = node.Op is AddPositionsOp ? forward[node.Inputs[1]].Parameter : -1;
        var position = NewField(index => new PositionField(Floats(index, 1, channels), parameter));
        made[node.Outputs[0]] = Graph.AddValue(new Shape(batch, 1, channels));
        Graph.AddNode(new AddOp(), node.Layer, [made[node.Inputs[0]], position], [made[node.Outputs[0]]]);
        return true;
    }

    private static FieldSchema Floats(int index, params int[] shape) => new($"step_{index}", FieldKind.Floats, shape);

    private ValueId NewField(Func<int, StepField> make)
    {
        var field = make(fields.Count + 1);
        var value = Graph.AddValue(
            new Shape([batch, .. field.Schema.Shape]), ValueKind.Input, field.Schema.IsInteger ? ElementType.Int32 : ElementType.Float32);
        ValueId? lengths = field.Schema.HasLengths ? Graph.AddValue(new Shape(batch), ValueKind.Input, ElementType.Int32) : null;
        fields.Add(field);
        inputs.Add(new FieldValue(fields.Count, value, lengths));
        return value;
    }

    private int NewResult(ValueId value)
    {
        results.Add(new StepResult(value, checked((int)(Graph[value].Shape.Count / batch)), IsInteger: false));
        return results.Count;
    }

    /// <summary>The step's value for one of the forward graph: made already, a parameter, or something computed once.</summary>
    private ValueId Of(ValueId id)
    {
        if (made.TryGetValue(id, out var known)) return known;
        var value = forward[id];
        if (value.Kind is ValueKind.Parameter or ValueKind.State) return made[id] = Graph.AddValue(value.Shape, value.Kind, value.Element, value.Parameter);
        var isInteger = value.Element == ElementType.Int32;
        return made[id] = NewField(index => new FixedField(new FieldSchema($"step_{index}", isInteger ? FieldKind.Labels : FieldKind.Floats, value.Shape.PerRow), Once(id)));
    }

    /// <summary>Place of a value among what is computed once.</summary>
    private int Once(ValueId id)
    {
        if (once.TryGetValue(id, out var place)) return place;
        fromOnce.Add(new StepResult(id, checked((int)(forward[id].Shape.Count / batch)), forward[id].Element == ElementType.Int32));
        return once[id] = fromOnce.Count - 1;
    }
}
