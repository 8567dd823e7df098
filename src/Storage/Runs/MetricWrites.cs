using TrainingService.Storage.Model;

namespace TrainingService.Storage.Runs;

/// <summary>Rows that a change brings by the hundred: written in bulk by the dialect, past EF's tracking.</summary>
public sealed class MetricWrites
{
    /// <summary>New points.</summary>
    public List<MetricPointRow> Points { get; } = [];

    /// <summary>Summaries, new or in place of older ones.</summary>
    public List<RunMetricRow> Summaries { get; } = [];

    /// <summary>All metrics that the run has.</summary>
    public IReadOnlyCollection<string> Names { get; set; } = [];

    /// <summary>The last epoch stored before the new points.</summary>
    public int EpochsBefore { get; set; }
}
