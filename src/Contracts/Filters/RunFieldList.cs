namespace TrainingService.Contracts.Filters;

/// <summary>What filters and sorts can name, as `GET /api/v1/runs/fields` gives it: for completion.</summary>
/// <param name="Columns">Fields of every run.</param>
/// <param name="Parameters">Paths of parameters that lately submitted runs have, without `params.`.</param>
/// <param name="Metrics">Metrics that they have, without `metrics.`.</param>
public sealed record RunFieldList(IReadOnlyList<RunFieldEntry> Columns, IReadOnlyList<string> Parameters, IReadOnlyList<string> Metrics);

/// <summary>A field of every run.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Kind">What can be asked of it.</param>
/// <param name="Description">What it is, in a few words.</param>
/// <param name="Values">The values there are, where they are few.</param>
public sealed record RunFieldEntry(string Name, RunFieldKind Kind, string Description, IReadOnlyList<string>? Values);
