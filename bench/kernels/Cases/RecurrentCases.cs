using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Recurrent;

namespace TrainingService.Kernels.Cases;

/// <summary>
/// Recurrent layers over 64 rows of 64 steps: forward, the way back through time, and the products over all steps that make the gradients of the data
/// and of both matrices of weights.
/// </summary>
internal static class RecurrentCases
{
    private const int Rows = 64;
    private const int Steps = 64;
    private const int Channels = 64;
    private const int Units = 128;

    public static IEnumerable<KernelCase> All => Enum.GetValues<RecurrentCell>().SelectMany(Of);

    private static IEnumerable<KernelCase> Of(RecurrentCell cell)
    {
        var form = new RecurrentForm(cell, HasBias: true);
        var outputs = form.OutputShapes(Rows, Steps, Units);
        var width = form.Gates * Units;
        Operand x = new(new(Rows, Steps, Channels)), w = new(new(Channels, width), true), u = new(new(Units, width), true), b = new(new(width), true);
        yield return new OpCase($"recurrent {cell}", new RecurrentOp(form), [x, w, u, b], outputs);
        yield return ThroughTime(form, u, outputs);

        // Of equally many gates, the products over all steps are the same.
        var (da, before) = (new Operand(new(Steps, Rows, width)), cell == RecurrentCell.GruResetBefore);
        if (cell is RecurrentCell.Tanh or RecurrentCell.Lstm or RecurrentCell.GruResetAfter)
        {
            yield return new OpCase($"recurrent {cell} data", new RecurrentInputGradientOp(false), [da, w], [x.Shape]);
            yield return new OpCase($"recurrent {cell} weights", new RecurrentKernelGradientOp(false), [x, da], [w.Shape]);
        }

        if (cell == RecurrentCell.Relu) yield break;
        Operand states = new(outputs[form.KeptOutput + 1]) { Read = Steps * Rows * Units };
        yield return new OpCase(
            $"recurrent {cell} state weights", new RecurrentStateKernelGradientOp(before), before ? [states, da, new(outputs[form.KeptOutput + 2])] : [states, da], [u.Shape]);
    }

    private static OpCase ThroughTime(RecurrentForm form, Operand u, IReadOnlyList<Shape> outputs)
    {
        const long eachStep = Steps * Rows * Units;
        Shape perStep = new(Steps, Rows, form.Gates * Units), state = new(Rows, Units);

        // A GRU's slopes are functions of the states too, but not of r·h; an LSTM's of c before and after each step.
        var (readsStates, readsMemory) = (form.Gates == 3, form.Cell is RecurrentCell.Lstm or RecurrentCell.GruResetAfter);
        List<Operand> inputs = [u, new(perStep) { Least = 0.1f, Most = 0.9f }, new(outputs[form.KeptOutput + 1]) { Read = readsStates ? eachStep : 0 }];
        if (form.HasMemory) inputs.Add(new(outputs[form.KeptOutput + 2]) { Read = readsMemory ? outputs[form.KeptOutput + 2].Count : 0 });
        List<Shape> results = form.Cell == RecurrentCell.GruResetAfter ? [perStep, perStep, state] : [perStep, state];
        if (form.HasCellState) results.Add(state);
        return new OpCase($"recurrent {form.Cell} back through time", new RecurrentGradientOp(form, true, false, false), [.. inputs, new(outputs[0])], results);
    }
}
