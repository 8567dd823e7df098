using TrainingService.Compute.Networks;
using TrainingService.Compute.Planning;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Optimizers;

namespace TrainingService.Compute.Specs;

/// <summary>From a spec's regularization, its layers' own penalties and the optimizer's decay to the penalty of each parameter.</summary>
internal sealed class Penalties
{
    private readonly Dictionary<int, Penalty> byParameter = [];

    /// <summary>Works them out.</summary>
    public Penalties(RunSpec spec, Network network)
    {
        var decay = spec.Optimizer is AdamWOptimizer adam ? (float)adam.WeightDecay : 0;
        foreach (var layer in network.Layers)
        {
            var own = spec.Model.Layers[layer.Index] as WeightedLayer;
            var penalty = new Penalty(
                (float)(own?.L1 ?? spec.Regularization.L1), (float)(own?.L2 ?? spec.Regularization.L2), spec.Regularization.Proximal, decay);
            foreach (var number in layer.Parameters)
            {
                if (!network.Parameters[number].IsBias || spec.Regularization.IncludeBiases) byParameter[number] = penalty;
            }
        }
    }

    /// <summary>Whether any parameter has an L1 penalty.</summary>
    public bool AnySparse => byParameter.Values.Any(penalty => penalty.IsSparse);

    /// <summary>The penalty of a parameter; none for biases.</summary>
    public Penalty Of(ParameterInfo parameter) => byParameter.GetValueOrDefault(parameter.Number);
}
