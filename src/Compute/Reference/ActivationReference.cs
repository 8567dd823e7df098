using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Compute.Reference;

/// <summary>Activations and their derivatives in float64.</summary>
public static class ActivationReference
{
    private const double SeluScale = 1.0507009873554805;
    private const double SeluAlpha = 1.6732632423543772;

    /// <summary>f(x).</summary>
    public static double Apply(ActivationFunction function, double x) => function.Kind switch
    {
        ActivationKind.Linear => x,
        ActivationKind.LeakyRelu => x > 0 || double.IsNaN(x) ? x : function.Slope == 0 ? 0 : function.Slope * x,
        ActivationKind.Sigmoid => Sigmoid(x),
        ActivationKind.Tanh => Math.Tanh(x),
        ActivationKind.Elu => x > 0 ? x : function.Slope * ExpM1(x),
        ActivationKind.Selu => x > 0 ? SeluScale * x : SeluScale * SeluAlpha * ExpM1(x),
        ActivationKind.Softplus => Math.Max(x, 0) + SpecialFunctions.LogOnePlus(Math.Exp(-Math.Abs(x))),
        ActivationKind.HardSigmoid => HardSigmoid(x),
        ActivationKind.Gelu => Gated(x, SpecialFunctions.NormalCdf(x)),
        ActivationKind.GeluTanh => Gated(x, Sigmoid(2 * GeluU(x))),
        ActivationKind.Silu => Gated(x, Sigmoid(x)),
        ActivationKind.HardSilu => Gated(x, HardSigmoid(x)),
        _ => throw new NotSupportedException($"The reference has no {function.Kind}."),
    };

    /// <summary>f'(x), from y = f(x), or from x where f <see cref="ActivationFunction.NeedsInput"/>.</summary>
    public static double Derivative(ActivationFunction function, double saved) => function.NeedsInput ? FromInput(function, saved) : FromOutput(function, saved);

    private static double FromOutput(ActivationFunction function, double y) => function.Kind switch
    {
        ActivationKind.Linear => 1,
        ActivationKind.LeakyRelu => y > 0 ? 1 : function.Slope,
        ActivationKind.Sigmoid => y * (1 - y),
        ActivationKind.Tanh => 1 - y * y,
        ActivationKind.Elu => y > 0 ? 1 : y + function.Slope,
        ActivationKind.Selu => y > 0 ? SeluScale : y + SeluScale * SeluAlpha,
        ActivationKind.Softplus => -ExpM1(-y),
        ActivationKind.HardSigmoid => y > 0 && y < 1 ? 1 / 6.0 : 0,
        _ => throw new NotSupportedException($"The reference has no {function.Kind}."),
    };

    private static double FromInput(ActivationFunction function, double x) => function.Kind switch
    {
        ActivationKind.Gelu => SpecialFunctions.NormalCdf(x) + Gated(x, Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI)),
        ActivationKind.GeluTanh => SigmoidGate(x, Sigmoid(2 * GeluU(x)), 2 * Math.Sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x)),
        ActivationKind.Silu => SigmoidGate(x, Sigmoid(x), 1),
        ActivationKind.HardSilu => x < -3 ? 0 : x > 3 ? 1 : x / 3 + 0.5,
        _ => throw new NotSupportedException($"The reference has no {function.Kind}."),
    };

    internal static void Forward(ActivationFunction function, ReferenceTensor x, ReferenceTensor y)
    {
        for (var i = 0; i < x.Count; i++)
            y[i] = Apply(function, x[i]);
    }

    internal static void Gradient(ActivationFunction function, ReferenceTensor dy, ReferenceTensor y, ReferenceTensor dx)
    {
        for (var i = 0; i < dy.Count; i++)
            dx[i] = dy[i] * Derivative(function, y[i]);
    }

    internal static void Softmax(bool log, ReferenceTensor x, ReferenceTensor y)
    {
        var n = x.Shape[x.Shape.Rank - 1];
        for (var start = 0; start < x.Count; start += n)
        {
            var largest = x.Data.AsSpan(start, n).ToArray().Max();
            var sum = 0.0;
            for (var i = start; i < start + n; i++)
                sum += Math.Exp(x[i] - largest);
            for (var i = start; i < start + n; i++)
                y[i] = log ? x[i] - largest - Math.Log(sum) : Math.Exp(x[i] - largest) / sum;
        }
    }

    internal static void SoftmaxGradient(bool log, ReferenceTensor dy, ReferenceTensor y, ReferenceTensor dx)
    {
        var n = y.Shape[y.Shape.Rank - 1];
        for (var start = 0; start < y.Count; start += n)
        {
            var sum = 0.0;
            for (var i = start; i < start + n; i++)
                sum += log ? dy[i] : dy[i] * y[i];
            for (var i = start; i < start + n; i++)
                dx[i] = log ? dy[i] - Math.Exp(y[i]) * sum : y[i] * (dy[i] - sum);
        }
    }

    private static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    private static double HardSigmoid(double x) => double.IsNaN(x) ? x : Math.Clamp(x / 6 + 0.5, 0, 1);

    private static double GeluU(double x) => Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);

    // (e^x - 1)/x as it is near 0: there the plain difference would cancel.
    private static double ExpM1(double x) => Math.Abs(x) < 1e-5 ? x + x * x / 2 : Math.Exp(x) - 1;

    /// <summary>x · gate, 0 where the gate is shut even if x is infinite.</summary>
    private static double Gated(double x, double gate) => gate == 0 ? 0 : x * gate;

    private static double SigmoidGate(double x, double gate, double slope) => gate + Gated(x, gate * (1 - gate) * (gate is 0 or 1 ? 0 : slope));
}
