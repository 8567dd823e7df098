using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Attention;
using TrainingService.Compute.Ops.Dense;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Compute.Ops.Recurrent;
using TrainingService.Compute.Ops.Sequences;

namespace TrainingService.Compute.Autodiff;

/// <summary>Gradient rules of embeddings, recurrent layers and attention.</summary>
internal static class SequenceRules
{
    /// <summary>The rule of an op; null if it is none of these.</summary>
    public static Action<GradientScope>? For(Op op) => op switch
    {
        EmbeddingOp embedding => scope => scope.Add(1, new EmbeddingGradientOp(embedding.PaddingId), scope.Node.Inputs[0], scope.OutputGradient),
        AddPositionsOp => AddPositions,
        AddSinusoidsOp => scope => PassInput(scope),
        JoinColumnsOp => Join,
        TakeColumnsOp take => scope =>
        {
            if (scope.Wants(0)) scope.Add(0, new PlaceColumnsOp(take.First), scope.OutputGradient);
        },
        RecurrentOp recurrent => scope => Recurrent(scope, recurrent.Form),
        AttentionOp attention => scope => scope.AddMany(
            attention.Form.IsSelf ? [0] : [0, 1],
            new AttentionGradientOp(attention.Form),
            [.. scope.Node.Inputs, .. scope.Node.Outputs, scope.OutputGradient]),
        _ => null,
    };

    private static void AddPositions(GradientScope scope)
    {
        scope.Add(1, new PositionGradientOp(), scope.OutputGradient);
        PassInput(scope);
    }

    private static void Join(GradientScope scope)
    {
        var first = 0;
        for (var input = 0; input < scope.Node.Inputs.Count; input++)
        {
            if (scope.Wants(input)) scope.Add(input, new TakeColumnsOp(first), scope.OutputGradient);
            var shape = scope.ShapeOf(scope.Node.Inputs[input]);
            first += shape[shape.Rank - 1];
        }
    }

    private static void PassInput(GradientScope scope)
    {
        if (scope.Wants(0)) scope.Pass(0, scope.OutputGradient);
    }

    private static void Recurrent(GradientScope scope, RecurrentForm form)
    {
        var inputs = scope.Node.Inputs;
        var (x, u) = (scope.ShapeOf(inputs[0]), scope.ShapeOf(inputs[2]));
        var through = ThroughTime(scope, form, x[0], x[1], u[0]);
        var outer = through[0];
        var inner = form.Cell == RecurrentCell.GruResetAfter ? through[1] : outer;
        scope.Add(1, new RecurrentKernelGradientOp(form.Reverse), inputs[0], outer);
        var states = scope.Node.Outputs[form.KeptOutput + 1];
        if (form.Cell == RecurrentCell.GruResetBefore)
            scope.Add(2, new RecurrentStateKernelGradientOp(true), states, inner, scope.Node.Outputs[form.KeptOutput + 2]);
        else
            scope.Add(2, new RecurrentStateKernelGradientOp(false), states, inner);
        if (form.HasBias) scope.Add(RecurrentForm.BiasInput, new BiasGradientOp(), Rows(scope, outer));
        if (form.HasRecurrentBias) scope.Add(form.RecurrentBiasInput, new BiasGradientOp(), Rows(scope, inner));
        if (scope.Wants(0)) scope.Add(0, new RecurrentInputGradientOp(form.Reverse), outer, inputs[1]);
    }

    /// <summary>Adds the pass through time and hands the first states their gradients; gives da and, for the GRU that resets after, da'.</summary>
    private static IReadOnlyList<ValueId> ThroughTime(GradientScope scope, RecurrentForm form, int rows, int steps, int units)
    {
        ValueId?[] given = [scope.OutputGradientOf(0), scope.OutputGradientOf(1), form.HasCellState ? scope.OutputGradientOf(2) : null];
        var op = new RecurrentGradientOp(form, given[0] is not null, given[1] is not null, given[2] is not null);
        List<ValueId> reads = [scope.Node.Inputs[2], .. scope.Node.Outputs.Skip(form.KeptOutput)];
        if (form.HasLengths) reads.Add(scope.Node.Inputs[form.LengthsInput]);
        reads.AddRange(given.Where(gradient => gradient is not null).Select(gradient => gradient!.Value));
        Shape perStep = new(steps, rows, form.Gates * units), state = new(rows, units);
        List<Shape> shapes = form.Cell == RecurrentCell.GruResetAfter ? [perStep, perStep, state] : [perStep, state];
        if (form.HasCellState) shapes.Add(state);
        var outputs = scope.AddMany([], op, reads, shapes);
        for (var i = 0; i < (form.HasState ? shapes.Count - op.StateOutput : 0); i++)
        {
            if (scope.Wants(form.StateInput + i)) scope.Pass(form.StateInput + i, outputs[op.StateOutput + i]);
        }

        return outputs;
    }

    /// <summary>Steps and rows as one dimension, so that a sum over them is cut into parts.</summary>
    private static ValueId Rows(GradientScope scope, ValueId gradient)
    {
        var shape = scope.ShapeOf(gradient);
        return scope.AddValue(new ReshapeOp(), new Shape(shape[0] * shape[1], shape[2]), gradient);
    }
}
