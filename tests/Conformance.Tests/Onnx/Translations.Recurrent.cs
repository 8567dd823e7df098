using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Recurrent;

namespace TrainingService.Conformance.Tests.Onnx;

internal static partial class Translations
{
    private static NodeCase Rnn(OnnxTest test) => Recurrent(test, RecurrentCell.Tanh, [0]);

    /// <summary>ONNX's gates come as i, o, f, c; ours as i, f, g, o.</summary>
    private static NodeCase Lstm(OnnxTest test)
    {
        if (test.OptionalInput(7) is not null) throw new NotOursException("Our LSTM has no peepholes.");
        return Recurrent(test, RecurrentCell.Lstm, [0, 2, 3, 1]);
    }

    /// <summary>ONNX's gates come as z, r, h; ours as r, z, n.</summary>
    private static NodeCase Gru(OnnxTest test) =>
        Recurrent(test, test.Integer("linear_before_reset", 0) == 1 ? RecurrentCell.GruResetAfter : RecurrentCell.GruResetBefore, [1, 0, 2]);

    /// <summary>X [t, n, c] (or batch first in layout 1), W [1, g·u, c], R [1, g·u, u], B [1, 2·g·u]; Y [t, 1, n, u], Y_h [1, n, u].</summary>
    private static NodeCase Recurrent(OnnxTest test, RecurrentCell cell, int[] gates)
    {
        var batchFirst = test.Integer("layout", 0) == 1;
        var x = batchFirst ? test.Input(0) : test.Input(0).Transposed(1, 0, 2);
        var units = test.Integer("hidden_size", 0);
        var (rows, steps) = (x.Shape[0], x.Shape[1]);
        OnnxTensor Turned(OnnxTensor w) => Ordered(w.Reshaped(w.Shape[1..]), gates, units).Transposed(1, 0);
        var made = new NodeCase();
        List<ValueId> inputs = [made.Input(x), made.Parameter(Turned(test.Input(1))), made.Parameter(Turned(test.Input(2)))];
        var bias = test.OptionalInput(3);
        if (bias is not null)
        {
            var halves = bias.Reshaped(2, gates.Length * units);
            for (var half = 0; half < 2; half++)
                inputs.Add(made.Parameter(Ordered(halves.Slice(half, half + 1).Reshaped(gates.Length * units, 1), gates, units).Reshaped(gates.Length * units)));
        }

        var form = new RecurrentForm(cell, HasBias: bias is not null, HasRecurrentBias: bias is not null);
        var outputs = made.Add(new RecurrentOp(form), [.. form.OutputShapes(rows, steps, units).Select(s => (s.Dimensions.ToArray(), ElementType.Float32))], inputs);
        var terms = (long)steps * (units + x.Shape[2]);
        if (test.HasOutput(0))
        {
            var y = batchFirst ? test.Output(0) : test.Output(0).Transposed(2, 0, 1, 3);
            made.Expect(outputs[0], y.Reshaped(rows, steps, units), terms);
        }

        made.Expect(outputs[1], test.Output(1).Reshaped(rows, units), terms);
        return made;
    }

    /// <summary>Blocks of rows in another order.</summary>
    private static OnnxTensor Ordered(OnnxTensor w, int[] order, int size) =>
        new(w.Shape, [.. order.SelectMany(block => w.Slice(block * size, (block + 1) * size).Data)]);
}
