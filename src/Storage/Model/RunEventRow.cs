using TrainingService.Contracts.Runs;

namespace TrainingService.Storage.Model;

/// <summary>A row of `run_events`: the kept feed of a run, append-only, numbered from 1 without gaps.</summary>
public sealed class RunEventRow
{
    public Guid RunId { get; set; }

    public long Seq { get; set; }

    public RunEventType Type { get; set; }

    public DateTime At { get; set; }

    /// <summary>Of a log line, else null.</summary>
    public RunLogLevel? Level { get; set; }

    /// <summary>The words of a log line, for searching; else null.</summary>
    public string? Text { get; set; }

    /// <summary>The whole <see cref="RunEvent"/> as JSON, as clients get it.</summary>
    public required string BodyJson { get; set; }
}
