using TrainingService.Compute.Backends;
using TrainingService.Compute.Data;
using TrainingService.Compute.Ops.Losses;
using TrainingService.Compute.Planning;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Specs.Optimizers;

namespace TrainingService.Compute.Specs;

/// <summary>From the spec's losses and optimizers to the engine's.</summary>
internal static class Objectives
{
    /// <summary>The outputs of a spec: its `outputs`, or the one that `loss` stands for.</summary>
    public static IReadOnlyList<OutputSpec> OutputsOf(RunSpec spec) =>
        spec.Outputs ?? [new OutputSpec { Loss = spec.Loss!, Metrics = spec.Metrics }];

    /// <summary>The field an output is compared with; -1 when the data has none of that name.</summary>
    public static int TargetOf(OutputSpec output, DataSchema schema) => schema.IndexOf(output.Target ?? DataSchema.DefaultTarget);

    /// <summary>The losses of a step.</summary>
    public static IReadOnlyList<Objective> Of(RunSpec spec, DataSchema schema) =>
        [.. OutputsOf(spec).Select(output => new Objective(TargetOf(output, schema), LossOf(output.Loss, (float)output.Weight)))];

    /// <summary>The loss op, given whether it is for training (with gradient).</summary>
    public static Func<bool, LossOp> LossOf(LossSpec loss, float weight = 1) => loss switch
    {
        CrossEntropyLoss => training => new SoftmaxCrossEntropyOp(training) { Weight = weight },
        BinaryCrossEntropyLoss binary => training => new BinaryCrossEntropyOp(binary.FromLogits, training) { Weight = weight },
        MeanSquaredErrorLoss => training => new MeanSquaredErrorOp(training) { Weight = weight },
        _ => throw new ArgumentOutOfRangeException(nameof(loss), loss.GetType().Name, "No op for this loss."),
    };

    /// <summary>The update rule.</summary>
    public static UpdateRule RuleOf(OptimizerSpec optimizer) =>
        Unclipped(optimizer) with { ClipValue = (float)(optimizer.ClipValue ?? double.PositiveInfinity) };

    private static UpdateRule Unclipped(OptimizerSpec optimizer) => optimizer switch
    {
        SgdOptimizer sgd => new SgdRule((float)sgd.Momentum, sgd.Nesterov),
        AdaGradOptimizer ada => new AdaGradRule((float)ada.Epsilon, (float)ada.InitialAccumulator),
        RmsPropOptimizer rms => new RmsPropRule((float)rms.Rho, (float)rms.Momentum, rms.Centered, (float)rms.Epsilon),
        AdamOptimizer adam => new AdamRule((float)adam.Beta1, (float)adam.Beta2, (float)adam.Epsilon),
        AdamWOptimizer adam => new AdamRule((float)adam.Beta1, (float)adam.Beta2, (float)adam.Epsilon),
        NadamOptimizer nadam => new NadamRule((float)nadam.Beta1, (float)nadam.Beta2, (float)nadam.Epsilon, (float)nadam.MomentumDecay),
        _ => throw new ArgumentOutOfRangeException(nameof(optimizer), optimizer.GetType().Name, "No rule for this optimizer."),
    };
}
