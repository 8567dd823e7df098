using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Reference;

/// <summary>Losses per row, predictions, and the gradient of the mean loss over the rows.</summary>
internal static class LossReference
{
    public static void SoftmaxCrossEntropy(ReferenceTensor z, ReferenceTensor target, ReferenceTensor loss, ReferenceTensor prediction, ReferenceTensor? dz)
    {
        for (var row = 0; row < z.Size(0); row++)
        {
            var best = LargestOf(z, row);
            var sum = 0.0;
            for (var o = 0; o < z.Size(1); o++)
                sum += Math.Exp(z[row, o] - z[row, best]);
            var label = (int)target[row];
            loss[row] = Math.Log(sum) + z[row, best] - z[row, label];
            prediction[row] = best;
            for (var o = 0; dz is not null && o < z.Size(1); o++)
                dz[row, o] = (Math.Exp(z[row, o] - z[row, best]) / sum - (o == label ? 1 : 0)) / z.Size(0);
        }
    }

    public static void BinaryCrossEntropy(
        bool fromLogits, ReferenceTensor z, ReferenceTensor target, ReferenceTensor loss, ReferenceTensor prediction, ReferenceTensor? dz)
    {
        var (rows, n) = (z.Size(0), z.Size(1));
        for (var row = 0; row < rows; row++)
        {
            var right = 0;
            for (var o = 0; o < n; o++)
            {
                var t = n == 1 ? target[row] : TargetOf(target, row, o, n);
                var value = z[row, o];
                double term, gradient;
                if (fromLogits)
                {
                    term = Math.Max(value, 0) - value * t + Math.Log(1 + Math.Exp(-Math.Abs(value)));
                    gradient = 1 / (1 + Math.Exp(-value)) - t;
                }
                else
                {
                    term = -t * Math.Max(Math.Log(value), -100) - (1 - t) * Math.Max(Math.Log(1 - value), -100);
                    gradient = (value - t) / Math.Max(value * (1 - value), 1e-12);
                }

                var yes = value > (fromLogits ? 0 : 0.5);
                right += n == 1 ? (yes ? 1 : 0) : (yes == t > 0.5 ? 1 : 0);
                loss[row] += term / n;
                if (dz is not null)
                    dz[row, o] = gradient / n / rows;
            }

            prediction[row] = right;
        }
    }

    public static void MeanSquaredError(ReferenceTensor z, ReferenceTensor target, ReferenceTensor loss, ReferenceTensor prediction, ReferenceTensor? dz)
    {
        var (rows, n) = (z.Size(0), z.Size(1));
        for (var row = 0; row < rows; row++)
        {
            for (var o = 0; o < n; o++)
            {
                var difference = z[row, o] - TargetOf(target, row, o, n);
                loss[row] += difference * difference / n;
                if (dz is not null)
                    dz[row, o] = 2 * difference / n / rows;
            }

            prediction[row] = target.Element == ElementType.Int32 ? LargestOf(z, row) : 0;
        }
    }

    private static double TargetOf(ReferenceTensor target, int row, int output, int n) =>
        target.Element == ElementType.Int32 ? (target[row] == output ? 1 : 0) : target[row * n + output];

    private static int LargestOf(ReferenceTensor z, int row)
    {
        var best = 0;
        for (var o = 1; o < z.Size(1); o++)
        {
            if (z[row, o] > z[row, best])
                best = o;
        }

        return best;
    }
}
