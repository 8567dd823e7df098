using TrainingService.Compute.Data;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Training.Scoring;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Specs;

/// <summary>Checks that loss, scores, early stopping and split go with the data and the network's output.</summary>
internal static class ObjectiveChecks
{
    /// <summary>Reports whatever does not go together. Parts that are null could not be read and are passed over.</summary>
    public static void Run(RunSpec spec, DataSchema schema, Network? network, ICollection<SpecError> errors)
    {
        for (var i = 0; i < (spec.Outputs?.Count ?? 1); i++) CheckOutput(spec, i, schema, network, errors);
        if (spec.Outputs is null) MetricChecks.Run(spec.Metrics, "#/metrics", spec.Loss, schema.Targets[0], errors);
        else if (spec.Metrics is { Count: > 0 })
            errors.Add(new SpecError("#/metrics", "conflict", "With outputs, each output has metrics of its own.", "outputs/0/metrics"));
        if (spec.Outputs is { Count: > 1 } outputs && outputs.Index().FirstOrDefault(o => o.Item?.Metrics?.Any(GeneratedScores.Is) == true) is { Item: not null } writer)
            errors.Add(new SpecError($"#/outputs/{writer.Index}/metrics", "conflict", "Scores of texts that the network writes need one output.", "a single output, or leave them out"));
        MonitorChecks.Run(spec, errors);
        if (spec.Dataset?.Validation is { Stratify: true } && schema.Target == TargetKind.Numbers)
            errors.Add(new SpecError("#/dataset/validation/stratify", "conflict", "The targets are numbers, not classes.", "false, or leave it out"));
    }

    private static void CheckOutput(RunSpec spec, int index, DataSchema schema, Network? network, ICollection<SpecError> errors)
    {
        var pointer = spec.Outputs is null ? "#" : $"#/outputs/{index}";
        var output = spec.Outputs is null ? (spec.Loss is null ? null : new OutputSpec { Loss = spec.Loss }) : spec.Outputs[index];
        if (output?.Loss is null) return;
        if (Objectives.TargetOf(output, schema) is not (>= 0 and var field))
        {
            string[] names = [.. schema.Targets.Concat(schema.Inputs).Select(f => f.Name)];
            errors.Add(new SpecError(
                pointer + "/target", "unknown_field", $"The data has no field \"{output.Target}\".", $"one of {string.Join(", ", names)}", Suggest.Nearest(output.Target!, names)));
            return;
        }

        var layer = network?.Outputs[index];
        if (layer is { } last) SoftmaxCheck.Run(output.Loss, spec.Model.Layers[last], last, errors);
        LossChecks.Run(output.Loss, pointer + "/loss", schema.Fields[field], layer is null ? null : network!.Layers[layer.Value], errors);
        if (spec.Outputs is not null) MetricChecks.Run(output.Metrics, pointer + "/metrics", output.Loss, schema.Fields[field], errors);
    }
}
