using TrainingService.Compute.Ops.Recurrent;

namespace TrainingService.Compute.Reference;

/// <summary>Recurrent layers in float64, one row and one step at a time.</summary>
internal static class RecurrentReference
{
    public static void Forward(RecurrentForm form, ReferenceTensor[] inputs, ReferenceTensor[] outputs)
    {
        var sizes = new Sizes(form, inputs[0].Size(0), inputs[0].Size(1), inputs[2].Size(0));
        for (var row = 0; row < sizes.Rows; row++) Row(sizes, row, inputs, outputs);
    }

    private static void Row(Sizes sizes, int row, ReferenceTensor[] inputs, ReferenceTensor[] outputs)
    {
        var (form, n, t, units) = (sizes.Form, sizes.Rows, sizes.Steps, sizes.Units);
        var (y, gates, states) = (outputs[0], outputs[form.KeptOutput], outputs[form.KeptOutput + 1]);
        var memory = outputs.ElementAtOrDefault(form.KeptOutput + 2);
        var h = new double[units];
        var c = new double[units];
        if (form.HasState)
        {
            Array.Copy(inputs[form.StateInput].Data, row * units, h, 0, units);
            if (form.HasCellState) Array.Copy(inputs[form.StateInput + 1].Data, row * units, c, 0, units);
        }

        for (var step = 0; step < t; step++)
        {
            h.CopyTo(states.Data, (step * n + row) * units);
            if (form.HasCellState) c.CopyTo(memory!.Data, (step * n + row) * units);
            var position = sizes.Position(step);
            if (position >= sizes.Length(inputs, form.LengthsInput, row)) continue;
            var a = InputPart(sizes, row, position, inputs);
            var kept = form.HasMemory && !form.HasCellState ? memory!.Data.AsSpan((step * n + row) * units, units) : [];
            Cell(sizes, a, h, c, kept, inputs[2], form.HasRecurrentBias ? inputs[form.RecurrentBiasInput] : null);
            a.CopyTo(gates.Data, (step * n + row) * a.Length);
            h.CopyTo(y.Data, (row * t + position) * units);
        }

        h.CopyTo(states.Data, (t * n + row) * units);
        h.CopyTo(outputs[1].Data, row * units);
        if (!form.HasCellState) return;
        c.CopyTo(memory!.Data, (t * n + row) * units);
        c.CopyTo(outputs[2].Data, row * units);
    }

    /// <summary>x W + b.</summary>
    private static double[] InputPart(Sizes sizes, int row, int position, ReferenceTensor[] inputs)
    {
        var (x, w) = (inputs[0], inputs[1]);
        var a = new double[w.Size(1)];
        for (var column = 0; column < a.Length; column++)
        {
            a[column] = sizes.Form.HasBias ? inputs[RecurrentForm.BiasInput][column] : 0;
            for (var i = 0; i < w.Size(0); i++) a[column] += x[(row * sizes.Steps + position) * w.Size(0) + i] * w[i, column];
        }

        return a;
    }

    /// <summary>Turns x W + b into the gates' values, and h and c into the next ones.</summary>
    private static void Cell(Sizes sizes, double[] a, double[] h, double[] c, Span<double> kept, ReferenceTensor u, ReferenceTensor? bias)
    {
        var units = sizes.Units;
        double Product(double[] state, int column)
        {
            var sum = bias is null ? 0 : bias[column];
            for (var i = 0; i < units; i++) sum += state[i] * u[i, column];
            return sum;
        }

        var old = (double[])h.Clone();
        var early = sizes.Form.Cell is RecurrentCell.GruResetAfter or RecurrentCell.GruResetBefore ? 2 * units : a.Length;
        for (var column = 0; column < early; column++) a[column] += Product(old, column);
        switch (sizes.Form.Cell)
        {
            case RecurrentCell.Tanh:
            case RecurrentCell.Relu:
                for (var j = 0; j < units; j++) h[j] = a[j] = sizes.Form.Cell == RecurrentCell.Tanh ? Math.Tanh(a[j]) : Math.Max(0, a[j]);
                break;
            case RecurrentCell.Lstm:
                for (var j = 0; j < 4 * units; j++) a[j] = j / units == 2 ? Math.Tanh(a[j]) : Sigmoid(a[j]);
                for (var j = 0; j < units; j++)
                {
                    c[j] = a[units + j] * c[j] + a[j] * a[2 * units + j];
                    h[j] = a[3 * units + j] * Math.Tanh(c[j]);
                }

                break;
            default:
                for (var j = 0; j < 2 * units; j++) a[j] = Sigmoid(a[j]);
                var after = sizes.Form.Cell == RecurrentCell.GruResetAfter;
                for (var j = 0; j < units; j++) kept[j] = after ? Product(old, 2 * units + j) : a[j] * old[j];
                var before = kept.ToArray();
                for (var j = 0; j < units; j++)
                {
                    var n = Math.Tanh(a[2 * units + j] + (after ? a[j] * kept[j] : Product(before, 2 * units + j)));
                    (a[2 * units + j], h[j]) = (n, (1 - a[units + j]) * n + a[units + j] * old[j]);
                }

                break;
        }
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>A layer's sizes.</summary>
    internal readonly record struct Sizes(RecurrentForm Form, int Rows, int Steps, int Units)
    {
        public int Position(int step) => Form.Reverse ? Steps - 1 - step : step;

        public int Length(ReferenceTensor[] inputs, int place, int row) => Form.HasLengths ? (int)inputs[place][row] : Steps;
    }
}
