using TrainingService.Compute.Ops.Losses;

namespace TrainingService.Compute.Reference;

/// <summary>Losses of whole masks.</summary>
internal static class MaskLossReference
{
    public static void Evaluate(LossTensors x, MaskLossOp op, double share)
    {
        for (var row = 0; x.HasLabels && x.N == 1 && row < x.Rows; row++) x.Prediction[row] = x.Z[row, 0] > 0 ? 1 : 0;
        for (var first = 0; first < x.Rows; first += op.RowsPerSample)
        {
            int[] rows = [.. x.Counted.Where(row => row >= first && row < first + op.RowsPerSample)];
            Sample(x, op, rows, share * rows.Length);
        }
    }

    private static void Sample(LossTensors x, MaskLossOp op, int[] rows, double share)
    {
        var isOne = !x.HasLabels || x.N == 1;
        double P(int row, int o) => isOne ? 1 / (1 + Math.Exp(-x.Z[row, o])) : x.Softmax(row)[o];
        double T(int row, int o) => x.HasLabels && x.N == 1 ? x.Target[row] : x.T(row, o);
        var elements = rows.SelectMany(row => Enumerable.Range(0, x.N).Select(o => (Row: row, Output: o))).ToArray();
        var masks = isOne ? [elements] : elements.GroupBy(e => e.Output).Select(group => group.ToArray()).ToArray();
        var loss = 0.0;
        var slopes = new Dictionary<(int Row, int Output), double>();
        foreach (var mask in masks)
        {
            var i = mask.Sum(e => P(e.Row, e.Output) * T(e.Row, e.Output));
            var sum = mask.Sum(e => P(e.Row, e.Output) + T(e.Row, e.Output));
            var (top, bottom) = op.IsDice ? (2 * i + op.Smooth, sum + op.Smooth) : (i + op.Smooth, sum - i + op.Smooth);
            loss += (1 - top / bottom) / masks.Length;
            foreach (var e in mask)
            {
                var t = T(e.Row, e.Output);
                var slope = op.IsDice ? 2 * t / bottom - top / (bottom * bottom) : t / bottom - top * (1 - t) / (bottom * bottom);
                slopes[e] = -slope / masks.Length;
            }
        }

        foreach (var row in rows)
        {
            x.Loss[row] = loss;
            for (var o = 0; x.Gradient is not null && o < x.N; o++)
            {
                var p = P(row, o);
                var mean = isOne ? p * slopes[(row, o)] : Enumerable.Range(0, x.N).Sum(k => P(row, k) * slopes[(row, k)]);
                x.Gradient[row, o] = share * p * (slopes[(row, o)] - mean);
            }
        }
    }
}
