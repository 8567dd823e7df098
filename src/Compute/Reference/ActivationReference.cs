using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Compute.Reference;

/// <summary>Activations and their derivatives in float64.</summary>
public static class ActivationReference
{
    /// <summary>f(x).</summary>
    public static double Apply(ActivationFunction function, double x) => function.Kind switch
    {
        ActivationKind.Linear => x,
        ActivationKind.LeakyRelu => x > 0 || double.IsNaN(x) ? x : function.Slope == 0 ? 0 : function.Slope * x,
        ActivationKind.Sigmoid => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x)),
        ActivationKind.Tanh => Math.Tanh(x),
        _ => throw new NotSupportedException($"The reference has no {function.Kind}."),
    };

    /// <summary>f'(x), from y = f(x).</summary>
    public static double Derivative(ActivationFunction function, double y) => function.Kind switch
    {
        ActivationKind.Linear => 1,
        ActivationKind.LeakyRelu => y > 0 ? 1 : function.Slope,
        ActivationKind.Sigmoid => y * (1 - y),
        ActivationKind.Tanh => 1 - y * y,
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
}
