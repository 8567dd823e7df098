namespace TrainingService.Compute.Training;

/// <summary>Rows per second over the last second or so of training.</summary>
internal sealed class SpeedMeter
{
    private const double Window = 1.0;
    private double rows;
    private double seconds;

    /// <summary>The speed; null before the first batch.</summary>
    public double? PerSecond => seconds > 0 ? rows / seconds : null;

    /// <summary>Counts a batch; what lies further back fades out.</summary>
    public void Add(int batchRows, double batchSeconds)
    {
        var keep = Math.Exp(-batchSeconds / Window);
        rows = rows * keep + batchRows;
        seconds = seconds * keep + batchSeconds;
    }
}
