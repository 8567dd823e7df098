using TrainingService.Compute.Ops.Losses;

namespace TrainingService.Compute.Reference;

/// <summary>Losses of single outputs: the term and its slope.</summary>
internal static class ElementLossReference
{
    public static (double Term, double Slope) Of(LossOp op, double z, double t)
    {
        var d = z - t;
        switch (op)
        {
            case MeanSquaredErrorOp: return (d * d, 2 * d);
            case MeanAbsoluteErrorOp: return (Math.Abs(d), Math.Sign(d));
            case HuberOp huber: return Math.Abs(d) <= huber.Delta ? (d * d / 2, d) : (huber.Delta * (Math.Abs(d) - huber.Delta / 2), huber.Delta * Math.Sign(d));
            case LogCoshOp: return (Math.Abs(d) + Math.Log(1 + Math.Exp(-2 * Math.Abs(d))) - Math.Log(2), Math.Tanh(d));
            case BinaryCrossEntropyOp binary: return Binary(binary, z, (1 - binary.Smoothing) * t + binary.Smoothing / 2);
            case BinaryFocalOp focal: return Focal(focal, z, t > 0.5);
            case MarginLossOp margin: return Margin(margin.Kind, t > 0 ? 1 : -1, z);
            default: throw new NotSupportedException($"The reference has no {op.GetType().Name}.");
        }
    }

    private static (double Term, double Slope) Binary(BinaryCrossEntropyOp op, double z, double t)
    {
        if (op.FromLogits)
        {
            var p = Sigmoid(z);
            return (op.PositiveWeight * t * Softplus(-z) + (1 - t) * Softplus(z), -op.PositiveWeight * t * (1 - p) + (1 - t) * p);
        }

        var term = -op.PositiveWeight * t * Math.Max(Math.Log(z), -100) - (1 - t) * Math.Max(Math.Log(1 - z), -100);
        return (term, ((1 - t) * z - op.PositiveWeight * t * (1 - z)) / Math.Max(z * (1 - z), 1e-12));
    }

    private static (double Term, double Slope) Focal(BinaryFocalOp op, double z, bool positive)
    {
        var (sign, factor) = positive ? (1, op.Positive) : (-1, op.Negative);
        var q = Sigmoid(sign * z);
        var log = -Softplus(-sign * z);
        var slope = Math.Pow(1 - q, op.Gamma) * (1 - q) - op.Gamma * Math.Pow(1 - q, op.Gamma) * q * log;
        return (-factor * Math.Pow(1 - q, op.Gamma) * log, -factor * sign * slope);
    }

    private static (double Term, double Slope) Margin(MarginKind kind, int y, double z)
    {
        var margin = y * z;
        return kind switch
        {
            MarginKind.Log => (Softplus(-margin), -y * Sigmoid(-margin)),
            MarginKind.Exponential => (Math.Exp(-margin), -y * Math.Exp(-margin)),
            MarginKind.Hinge => (Math.Max(0, 1 - margin), margin < 1 ? -y : 0),
            _ => (Math.Pow(Math.Max(0, 1 - margin), 2), -2 * y * Math.Max(0, 1 - margin)),
        };
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
