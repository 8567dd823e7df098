using TrainingService.Contracts.Runs;

namespace TrainingService.Storage.History;

/// <summary>Courses of metrics, whole or thinned without losing a peak. What is thinned is the same at every asking, as long as the points are.</summary>
public interface IMetricHistory
{
    /// <summary>One run, or null if there is no such run. After a resume the epochs behind the checkpoint are missing until they are trained again.</summary>
    Task<MetricHistory?> OfRunAsync(HistoryQuery query, CancellationToken cancellation);

    /// <summary>Several runs over one axis. Unknown runs and metrics without points are left out.</summary>
    Task<MetricOverlay> OverlayAsync(HistoryQuery query, CancellationToken cancellation);
}
