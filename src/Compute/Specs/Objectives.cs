using TrainingService.Compute.Backends;
using TrainingService.Compute.Ops.Losses;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Specs.Optimizers;

namespace TrainingService.Compute.Specs;

/// <summary>From the spec's losses and optimizers to the engine's.</summary>
internal static class Objectives
{
    /// <summary>The loss op, given whether it is for training (with gradient).</summary>
    public static Func<bool, LossOp> LossOf(LossSpec loss) => loss switch
    {
        CrossEntropyLoss => training => new SoftmaxCrossEntropyOp(training),
        BinaryCrossEntropyLoss binary => training => new BinaryCrossEntropyOp(binary.FromLogits, training),
        MeanSquaredErrorLoss => training => new MeanSquaredErrorOp(training),
        _ => throw new ArgumentOutOfRangeException(nameof(loss), loss.GetType().Name, "No op for this loss."),
    };

    /// <summary>The update rule.</summary>
    public static UpdateRule RuleOf(OptimizerSpec optimizer) => optimizer switch
    {
        SgdOptimizer sgd => new SgdRule((float)sgd.Momentum, sgd.Nesterov),
        AdamOptimizer adam => new AdamRule((float)adam.Beta1, (float)adam.Beta2, (float)adam.Epsilon),
        _ => throw new ArgumentOutOfRangeException(nameof(optimizer), optimizer.GetType().Name, "No rule for this optimizer."),
    };
}
