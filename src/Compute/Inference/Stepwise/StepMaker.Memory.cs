using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Attention;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Compute.Ops.Recurrent;
using TrainingService.Compute.Ops.Sequences;

namespace TrainingService.Compute.Inference.Stepwise;

/// <content>Nodes that remember: their memory becomes inputs and results of the step.</content>
internal sealed partial class StepMaker
{
    private bool AddRecurrent(Node node, RecurrentForm form)
    {
        var x = node.Inputs[0];
        if (form.Reverse || FormOf(x) != Form.Steps || node.Outputs.Skip(1).Any(depends.NeededOfSteps.Contains)) return false;
        if (form.HasLengths && !depends.On(node.Inputs[form.LengthsInput])) return false;
        var states = form.HasCellState ? 2 : 1;
        ValueId?[] first = [.. Enumerable.Range(0, states).Select(i => form.HasState ? node.Inputs[form.StateInput + i] : (ValueId?)null)];
        if (first.Any(id => id is { } state && depends.On(state))) return false;
        var units = forward[node.Outputs[1]].Shape[1];
        var step = form with { HasState = true, HasLengths = false };
        ValueId[] outputs = [.. step.OutputShapes(batch, 1, units).Select(shape => Graph.AddValue(shape))];
        ValueId[] fields = [.. first.Select((id, i) => NewField(index =>
            new StateField(Floats(index, units), id is { } state ? Once(state) : null, NewResult(outputs[1 + i]))))];
        Graph.AddNode(new RecurrentOp(step), node.Layer, [Of(x), .. node.Inputs.Skip(1).Take(form.StateInput - 1).Select(Of), .. fields], outputs);
        made[node.Outputs[0]] = outputs[0];
        return true;
    }

    private bool AddAttention(Node node, AttentionForm form)
    {
        if (FormOf(node.Inputs[0]) != Form.Steps) return false;
        var isSelf = form.IsSelf || depends.On(node.Inputs[1]);
        if (isSelf != form.Causal) return false;
        if (form.HasLengths && depends.On(node.Inputs[form.LengthsInput]) != isSelf) return false;
        var width = forward[node.Outputs[0]].Shape[2];
        var outputs = new[] { Graph.AddValue(new Shape(batch, 1, width)), Graph.AddValue(new Shape(batch * form.Heads, 1, 2)) };
        made[node.Outputs[0]] = outputs[0];
        if (!isSelf)
        {
            Graph.AddNode(node.Op, node.Layer, [.. node.Inputs.Select(Of)], outputs);
            return true;
        }

        var x = Of(node.Inputs[0]);
        var query = form.IsSelf ? Columns(node, x, 0, width) : x;
        var own = form.IsSelf ? Columns(node, x, width, 2 * width) : Of(node.Inputs[1]);
        var before = NewField(index => new CacheField(Floats(index, steps - 1, 2 * width) with { HasLengths = true }, NewResult(own)));
        var seen = inputs[^1].Lengths!.Value;
        var all = Graph.AddValue(new Shape(batch, steps, 2 * width));
        Graph.AddNode(new ConcatOp(1), node.Layer, [own, before], [all]);
        Graph.AddNode(new AttentionOp(form with { Causal = false, IsSelf = false, HasLengths = true }), node.Layer, [query, all, seen], outputs);
        return true;
    }

    private ValueId Columns(Node node, ValueId x, int first, int count)
    {
        var value = Graph.AddValue(new Shape(batch, 1, count));
        Graph.AddNode(new TakeColumnsOp(first), node.Layer, [x], [value]);
        return value;
    }
}
