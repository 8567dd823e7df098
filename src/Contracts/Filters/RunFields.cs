using TrainingService.Contracts.Json;
using TrainingService.Contracts.Reading.Names;

namespace TrainingService.Contracts.Filters;

/// <summary>All fields there are, and how a path in an expression finds its own.</summary>
public static class RunFields
{
    private const string Others = "params.PATH or metrics.NAME.last|best|min|max";

    private static readonly string[] Scores = ["loss", "accuracy", "auc", "f1", "mae", "mse", "rmse", "precision", "recall", "r2", "perplexity", "iou"];

    /// <summary>The columns, in the order in which they are offered.</summary>
    public static IReadOnlyList<ColumnField> Columns { get; } =
    [
        new(RunColumn.State, "state", RunFieldKind.State, "where the run is in its life"),
        new(RunColumn.Name, "name", RunFieldKind.Text, "the run's name"),
        new(RunColumn.Tags, "tags", RunFieldKind.Tags, "labels"),
        new(RunColumn.Owner, "owner", RunFieldKind.Text, "whose it is"),
        new(RunColumn.Priority, "priority", RunFieldKind.Number, "its order among its owner's waiting runs"),
        new(RunColumn.Notes, "notes", RunFieldKind.Text, "what people noted about it"),
        new(RunColumn.Dataset, "dataset", RunFieldKind.Text, "the dataset's name"),
        new(RunColumn.DatasetVersion, "dataset_version", RunFieldKind.Text, "the dataset's content hash"),
        new(RunColumn.Device, "device", RunFieldKind.Text, "the device it ran on, or was asked for"),
        new(RunColumn.Worker, "worker", RunFieldKind.Text, "the worker that holds it"),
        new(RunColumn.Failure, "failure", RunFieldKind.Text, "the code of its failure"),
        new(RunColumn.CreatedAt, "created_at", RunFieldKind.Time, "when it was submitted"),
        new(RunColumn.StartedAt, "started_at", RunFieldKind.Time, "when a worker first took it"),
        new(RunColumn.FinishedAt, "finished_at", RunFieldKind.Time, "when it ended"),
        new(RunColumn.Duration, "duration", RunFieldKind.Duration, "from its start to its end"),
        new(RunColumn.Attempt, "attempt", RunFieldKind.Number, "workers that took it so far"),
        new(RunColumn.Epochs, "epochs", RunFieldKind.Number, "epochs trained so far"),
        new(RunColumn.Id, "id", RunFieldKind.Id, "the run's id"),
    ];

    private static readonly Dictionary<string, ColumnField> ByName = Columns.ToDictionary(column => column.Name);
    private static readonly Dictionary<string, string> Aliases = new()
    {
        ["created"] = "created_at", ["started"] = "started_at", ["finished"] = "finished_at", ["tag"] = "tags", ["status"] = "state",
    };

    private static readonly IReadOnlyDictionary<string, MetricAggregate> Aggregates = WireNames.All<MetricAggregate>();

    /// <summary>The field that a path names.</summary>
    /// <exception cref="FilterException">There is none.</exception>
    internal static RunField Find(FilterToken path)
    {
        var parts = path.Segments;
        var root = parts[0].ToLowerInvariant();
        if (root is "params" or "param") return new ParamField(Rest(path, parts.Skip(1).ToList(), "params.optimizer.learning_rate"));
        if (root is "metrics" or "metric") return Metric(path);
        if (parts.Count == 1 && ByName.GetValueOrDefault(Aliases.GetValueOrDefault(root, root)) is { } column) return column;
        throw new FilterException(new FilterError(
            path.Position, path.Length, "unknown_field", $"There is no field {path.Text}.", $"one of {string.Join(", ", ByName.Keys)}, {Others}", Meant(path)));
    }

    private static MetricField Metric(FilterToken path)
    {
        var parts = path.Segments;
        var named = parts.Count > 2 && Aggregates.ContainsKey(parts[^1]);
        var name = Rest(path, parts.Skip(1).Take(parts.Count - (named ? 2 : 1)).ToList(), "metrics.val_loss.best");
        return new MetricField(name, named ? Aggregates[parts[^1]] : MetricAggregate.Last);
    }

    private static string Rest(FilterToken path, List<string> parts, string example)
    {
        if (parts.Count > 0 && parts.All(part => part.Length > 0)) return string.Join('.', parts);
        throw new FilterException(new FilterError(path.Position, path.Length, "unknown_field", $"{path.Text} names nothing.", $"a whole path such as {example}"));
    }

    private static string? Meant(FilterToken path)
    {
        var root = path.Segments[0].ToLowerInvariant();
        var nearest = Suggest.Nearest(root, [.. ByName.Keys, "params", "metrics"]);
        if (path.Segments.Count > 1)
        {
            return nearest is "params" or "metrics" ? $"{nearest}.{string.Join('.', path.Segments.Skip(1))}"
                : root is "optimizer" or "model" or "training" or "loss" or "regularization" ? $"params.{path.Text}"
                : null;
        }

        return nearest ?? (Scores.Any(score => root.Contains(score, StringComparison.Ordinal)) ? $"metrics.{path.Text}" : null);
    }
}
