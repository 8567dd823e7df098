using TrainingService.Compute.Backends;

namespace TrainingService.Compute.Reference;

/// <summary>Update rules in float64, parameter by parameter.</summary>
public static class UpdateReference
{
    /// <summary>Changes parameters and optimizer state in place by one update.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="w">Parameters.</param>
    /// <param name="gradient">Gradient of the loss, without penalties.</param>
    /// <param name="state">As many blocks as the rule keeps.</param>
    /// <param name="spans">Which parameters change, and their penalties.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="scale">Factor of the gradient.</param>
    /// <param name="update">Number of the update, from 1.</param>
    public static void Apply(
        UpdateRule rule, double[] w, double[] gradient, double[][] state, IEnumerable<ParameterSpan> spans, double rate, double scale, long update)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(w);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(spans);
        foreach (var span in spans)
        {
            for (var i = span.Offset; i < span.Offset + span.Count; i++)
            {
                var g = Math.Clamp(scale * gradient[i], -rule.ClipValue, rule.ClipValue) + span.L2 * w[i] + span.L1 * Math.Sign(w[i]);
                var stepped = w[i] * (1 - rate * span.Decay) - rate * Direction(rule, g, state, i, update);
                var reach = rate * span.Threshold;
                w[i] = Math.Sign(stepped) * Math.Max(Math.Abs(stepped) - reach, 0);
            }
        }
    }

    private static double Direction(UpdateRule rule, double g, double[][] state, long i, long update)
    {
        switch (rule)
        {
            case SgdRule { Momentum: 0 }:
                return g;
            case SgdRule sgd:
                var v = state[0][i] = sgd.Momentum * state[0][i] + g;
                return sgd.Nesterov ? g + sgd.Momentum * v : v;
            case AdaGradRule ada:
                var squares = state[0][i] += g * g;
                return g / (Math.Sqrt(squares) + ada.Epsilon);
            case RmsPropRule rms:
                var mean = state[0][i] = rms.Rho * state[0][i] + (1 - rms.Rho) * g * g;
                if (rms.Centered)
                {
                    var block = state[rms.StateBlocks - 1];
                    block[i] = rms.Rho * block[i] + (1 - rms.Rho) * g;
                    mean = Math.Max(mean - block[i] * block[i], 0);
                }

                var scaled = g / (Math.Sqrt(mean) + rms.Epsilon);
                return rms.Momentum == 0 ? scaled : state[1][i] = rms.Momentum * state[1][i] + scaled;
            case AdamRule adam:
                var (first, second) = Moments(adam.Beta1, adam.Beta2, g, state, i);
                var correction = 1 - Math.Pow(adam.Beta2, update);
                var epsilon = adam.UncorrectedEpsilon ? adam.Epsilon / Math.Sqrt(correction) : adam.Epsilon;
                return first / (1 - Math.Pow(adam.Beta1, update)) / (Math.Sqrt(second / correction) + epsilon);
            case NadamRule nadam:
                var (m, s) = Moments(nadam.Beta1, nadam.Beta2, g, state, i);
                var product = 1.0;
                for (var t = 1L; t <= update; t++) product *= Mu(nadam, t);
                var (now, next) = (Mu(nadam, update), Mu(nadam, update + 1));
                return (next * m / (1 - product * next) + (1 - now) * g / (1 - product)) / (Math.Sqrt(s / (1 - Math.Pow(nadam.Beta2, update))) + nadam.Epsilon);
            default:
                throw new NotSupportedException($"The reference has no {rule?.GetType().Name}.");
        }
    }

    private static (double First, double Second) Moments(double beta1, double beta2, double g, double[][] state, long i)
    {
        state[0][i] = beta1 * state[0][i] + (1 - beta1) * g;
        state[1][i] = beta2 * state[1][i] + (1 - beta2) * g * g;
        return (state[0][i], state[1][i]);
    }

    private static double Mu(NadamRule rule, long t) => rule.Beta1 * (1 - 0.5 * Math.Pow(0.96, t * rule.MomentumDecay));
}
