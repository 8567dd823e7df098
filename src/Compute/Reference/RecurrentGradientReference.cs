using TrainingService.Compute.Ops.Recurrent;

namespace TrainingService.Compute.Reference;

/// <summary>Gradients of recurrent layers in float64.</summary>
internal static class RecurrentGradientReference
{
    public static void ThroughTime(RecurrentGradientOp op, ReferenceTensor[] inputs, ReferenceTensor[] outputs)
    {
        var states = inputs[2];
        var sizes = new RecurrentReference.Sizes(op.Form, states.Size(1), states.Size(0) - 1, states.Size(2));
        for (var row = 0; row < sizes.Rows; row++) Row(op, sizes, row, inputs, outputs);
    }

    public static void Input(bool reverse, ReferenceTensor da, ReferenceTensor w, ReferenceTensor dx) =>
        ForEach(reverse, dx.Size(0), dx.Size(1), (step, row, position) =>
        {
            for (var i = 0; i < w.Size(0); i++)
                for (var column = 0; column < w.Size(1); column++)
                    dx[(row * dx.Size(1) + position) * w.Size(0) + i] += da[(step * dx.Size(0) + row) * w.Size(1) + column] * w[i, column];
        });

    public static void Kernel(bool reverse, ReferenceTensor x, ReferenceTensor da, ReferenceTensor dw) =>
        ForEach(reverse, x.Size(0), x.Size(1), (step, row, position) =>
        {
            for (var i = 0; i < dw.Size(0); i++)
                for (var column = 0; column < dw.Size(1); column++)
                    dw[i, column] += x[(row * x.Size(1) + position) * dw.Size(0) + i] * da[(step * x.Size(0) + row) * dw.Size(1) + column];
        });

    public static void StateKernel(ReferenceTensor states, ReferenceTensor da, ReferenceTensor? resetStates, ReferenceTensor du)
    {
        var (units, width) = (du.Size(0), du.Size(1));
        for (var i = 0; i < da.Size(0) * da.Size(1); i++)
        {
            for (var unit = 0; unit < units; unit++)
            {
                for (var column = 0; column < width; column++)
                    du[unit, column] += (resetStates is not null && column >= 2 * units ? resetStates : states)[i * units + unit] * da[i * width + column];
            }
        }
    }

    private static void ForEach(bool reverse, int rows, int steps, Action<int, int, int> body)
    {
        for (var step = 0; step < steps; step++)
            for (var row = 0; row < rows; row++)
                body(step, row, reverse ? steps - 1 - step : step);
    }

    private static void Row(RecurrentGradientOp op, RecurrentReference.Sizes sizes, int row, ReferenceTensor[] inputs, ReferenceTensor[] outputs)
    {
        var (n, t, units, width) = (sizes.Rows, sizes.Steps, sizes.Units, sizes.Units * op.Form.Gates);
        var next = op.GradientInput;
        var dy = op.HasOutputGradient ? inputs[next++] : null;
        var dh = op.HasStateGradient ? inputs[next++].Data[(row * units)..((row + 1) * units)] : new double[units];
        var dc = op.HasCellGradient ? inputs[next].Data[(row * units)..((row + 1) * units)] : new double[units];
        for (var step = t - 1; step >= 0; step--)
        {
            var position = sizes.Position(step);
            if (position >= sizes.Length(inputs, op.LengthsInput, row)) continue;
            for (var j = 0; j < units && dy is not null; j++) dh[j] += dy[(row * t + position) * units + j];
            var at = (step * n + row) * units;
            var a = inputs[1].Data[(at * op.Form.Gates)..((at + units) * op.Form.Gates)];
            var (da, inner) = Cell(sizes, at, n * units, inputs, a, dh, dc);
            da.CopyTo(outputs[0].Data, at * op.Form.Gates);
            if (op.Form.Cell == RecurrentCell.GruResetAfter) inner.CopyTo(outputs[1].Data, at * op.Form.Gates);
            var u = inputs[0];
            for (var j = 0; j < units; j++)
                for (var column = 0; column < (op.Form.Cell == RecurrentCell.GruResetBefore ? 2 * units : width); column++)
                    dh[j] += inner[column] * u[j, column];
        }

        dh.CopyTo(outputs[op.StateOutput].Data, row * units);
        if (op.Form.HasCellState) dc.CopyTo(outputs[op.StateOutput + 1].Data, row * units);
    }

    /// <summary>The gradients of x W + b and of h U + r; dh and dc become what reaches the states before the step other than through U.</summary>
    private static (double[] Outer, double[] Inner) Cell(
        RecurrentReference.Sizes sizes, int at, int stepStride, ReferenceTensor[] inputs, double[] a, double[] dh, double[] dc)
    {
        var units = sizes.Units;
        var da = new double[a.Length];
        var memory = sizes.Form.HasMemory ? inputs[3] : null;
        for (var j = 0; j < units && sizes.Form.Gates == 1; j++)
        {
            da[j] = dh[j] * (sizes.Form.Cell == RecurrentCell.Tanh ? 1 - a[j] * a[j] : a[j] > 0 ? 1 : 0);
            dh[j] = 0;
        }

        for (var j = 0; j < units && sizes.Form.HasCellState; j++)
        {
            var (i, f, g, o) = (a[j], a[units + j], a[2 * units + j], a[3 * units + j]);
            var (c, tanh) = (memory![at + j], Math.Tanh(memory[at + stepStride + j]));
            dc[j] += dh[j] * o * (1 - tanh * tanh);
            da[j] = dc[j] * g * i * (1 - i);
            da[units + j] = dc[j] * c * f * (1 - f);
            da[2 * units + j] = dc[j] * i * (1 - g * g);
            da[3 * units + j] = dh[j] * tanh * o * (1 - o);
            (dc[j], dh[j]) = (dc[j] * f, 0);
        }

        if (sizes.Form.Gates != 3) return (da, da);
        var inner = new double[a.Length];
        var old = inputs[2];
        for (var j = 0; j < units; j++)
        {
            var (z, n) = (a[units + j], a[2 * units + j]);
            da[units + j] = inner[units + j] = dh[j] * (old[at + j] - n) * z * (1 - z);
            da[2 * units + j] = dh[j] * (1 - z) * (1 - n * n);
            dh[j] *= z;
        }

        for (var j = 0; j < units; j++)
        {
            var r = a[j];
            var after = sizes.Form.Cell == RecurrentCell.GruResetAfter;
            var dReset = da[2 * units + j] * (after ? memory![at + j] : 0);
            for (var k = 0; k < units && !after; k++) dReset += da[2 * units + k] * inputs[0][j, 2 * units + k] * old[at + j];
            for (var k = 0; k < units && !after; k++) dh[j] += da[2 * units + k] * inputs[0][j, 2 * units + k] * r;
            da[j] = inner[j] = dReset * r * (1 - r);
            inner[2 * units + j] = da[2 * units + j] * r;
        }

        return (da, inner);
    }
}
