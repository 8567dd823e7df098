using TrainingService.Compute.Backends;
using TrainingService.Compute.Data;
using TrainingService.Compute.Networks;
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
    public static IReadOnlyList<Objective> Of(RunSpec spec, DataSchema schema, Network network) =>
        [.. OutputsOf(spec).Select((output, i) => Of(output, schema, network.Layers[network.Outputs[i]].OutputShape))];

    private static Objective Of(OutputSpec output, DataSchema schema, IReadOnlyList<int> shape)
    {
        var target = TargetOf(output, schema);
        var factors = LossFactory.FactorsOf(output.Loss, schema.Fields[target]);
        return new Objective(target, training => LossFactory.Op(output.Loss, schema.Fields[target], shape[^1], training) with
        {
            Weight = (float)output.Weight, Classes = factors,
        })
        {
            Balanced = LossFactory.WeightsOf(output.Loss) is { Values: null } ? factors : null,
        };
    }

    /// <summary>Loss of guessing among the classes alike, of specs with one cross-entropy; null where it is not known.</summary>
    public static double? ChanceOf(RunSpec spec, DataSchema schema) => spec.Loss switch
    {
        CrossEntropyLoss { ClassWeights: null } when schema.Fields[TargetOf(OutputsOf(spec)[0], schema)] is { IsInteger: true, Classes: > 1 } target => Math.Log(target.Classes),
        BinaryCrossEntropyLoss { ClassWeights: null, PositiveWeight: 1 } or LogLoss => Math.Log(2),
        _ => null,
    };

    /// <summary>The update rule.</summary>
    public static UpdateRule RuleOf(OptimizerSpec optimizer) =>
        Unclipped(optimizer) with { ClipValue = (float)(optimizer.ClipValue ?? double.PositiveInfinity) };

    private static UpdateRule Unclipped(OptimizerSpec optimizer) => optimizer switch
    {
        SgdOptimizer sgd => new SgdRule((float)sgd.Momentum, sgd.Nesterov),
        AdaGradOptimizer ada => new AdaGradRule((float)ada.Epsilon, (float)ada.InitialAccumulator),
        RmsPropOptimizer rms => new RmsPropRule((float)rms.Rho, (float)rms.Momentum, rms.Centered, (float)rms.Epsilon),
        AdamOptimizer adam => new AdamRule((float)adam.Beta1, (float)adam.Beta2, (float)adam.Epsilon) { UncorrectedEpsilon = adam.UncorrectedEpsilon },
        AdamWOptimizer adam => new AdamRule((float)adam.Beta1, (float)adam.Beta2, (float)adam.Epsilon) { UncorrectedEpsilon = adam.UncorrectedEpsilon },
        NadamOptimizer nadam => new NadamRule((float)nadam.Beta1, (float)nadam.Beta2, (float)nadam.Epsilon, (float)nadam.MomentumDecay),
        _ => throw new ArgumentOutOfRangeException(nameof(optimizer), optimizer.GetType().Name, "No rule for this optimizer."),
    };
}
