using TrainingService.Compute.Data;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Specs;

/// <summary>A spec that fits its dataset: resolved, shaped, its training step planned. Nothing is allocated yet.</summary>
public sealed class RunPlan
{
    private RunPlan(RunSpec spec) => Spec = spec;

    /// <summary>The spec with every default filled in and the dataset's version named.</summary>
    public RunSpec Spec { get; }

    /// <summary>What will be trained, layer by layer, with the exact memory.</summary>
    public ValidationReport Describe() => throw new NotSupportedException();

    /// <summary>
    /// Checks a spec against its dataset and plans its training. Adds everything wrong to <paramref name="errors"/>, each with a pointer into
    /// the spec, and gives null if anything was.
    /// </summary>
    /// <param name="spec">The spec as read; parts that could not be read are null and are passed over here (their errors are known already).</param>
    /// <param name="data">The dataset, or null when it was not found (that error is known already; checks that need it are left out).</param>
    /// <param name="errors">Receives what is wrong.</param>
    public static RunPlan? Compile(RunSpec spec, DataDescription? data, ICollection<SpecError> errors) => throw new NotSupportedException();
}
