using TrainingService.Compute.Backends;

namespace TrainingService.Compute.Reference;

/// <summary>Update rules in float64, parameter by parameter.</summary>
public static class UpdateReference
{
    /// <summary>Changes parameters and optimizer state in place by one step.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="w">Parameters.</param>
    /// <param name="gradient">Gradient of the loss, without the penalty.</param>
    /// <param name="state">As many blocks as the rule keeps.</param>
    /// <param name="l2">Penalty of each parameter.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="step">Number of the step, from 1.</param>
    public static void Apply(UpdateRule rule, double[] w, double[] gradient, double[][] state, double[] l2, double rate, long step)
    {
        ArgumentNullException.ThrowIfNull(w);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(l2);
        for (var i = 0; i < w.Length; i++)
        {
            var g = gradient[i] + l2[i] * w[i];
            switch (rule)
            {
                case SgdRule { Momentum: 0 }:
                    w[i] -= rate * g;
                    break;
                case SgdRule sgd:
                    var v = state[0][i] = sgd.Momentum * state[0][i] + g;
                    w[i] -= rate * (sgd.Nesterov ? g + sgd.Momentum * v : v);
                    break;
                case AdamRule adam:
                    var first = state[0][i] = adam.Beta1 * state[0][i] + (1 - adam.Beta1) * g;
                    var second = state[1][i] = adam.Beta2 * state[1][i] + (1 - adam.Beta2) * g * g;
                    w[i] -= rate * (first / (1 - Math.Pow(adam.Beta1, step))) / (Math.Sqrt(second / (1 - Math.Pow(adam.Beta2, step))) + adam.Epsilon);
                    break;
                default:
                    throw new NotSupportedException($"The reference has no {rule?.GetType().Name}.");
            }
        }
    }
}
