using TrainingService.Compute.Backends;

namespace TrainingService.Compute.Runtime;

/// <summary>Numbers of an update rule that depend on how many updates there were: bias corrections and Nadam's momentum schedule.</summary>
internal sealed class MomentFactors(UpdateRule rule)
{
    private long counted;
    private double product = 1;

    /// <summary>Sets the factors of an update, from 1. Any order is allowed; consecutive updates are cheap.</summary>
    public unsafe void Set(StepState* state, long update)
    {
        (state->FirstMomentCorrection, state->SecondMomentCorrection, state->MomentShare, state->GradientShare) = (1, 1, 0, 0);
        switch (rule)
        {
            case AdamRule adam:
                state->FirstMomentCorrection = (float)(1 - Math.Pow(adam.Beta1, update));
                state->SecondMomentCorrection = (float)(1 - Math.Pow(adam.Beta2, update));
                break;
            case NadamRule nadam:
                if (counted > update) (counted, product) = (0, 1);
                while (counted < update) product *= Momentum(nadam, ++counted);
                var next = Momentum(nadam, update + 1);
                state->SecondMomentCorrection = (float)(1 - Math.Pow(nadam.Beta2, update));
                state->MomentShare = (float)(next / (1 - product * next));
                state->GradientShare = (float)((1 - Momentum(nadam, update)) / (1 - product));
                break;
        }
    }

    private static double Momentum(NadamRule rule, long update) => rule.Beta1 * (1 - 0.5 * Math.Pow(0.96, update * rule.MomentumDecay));
}
