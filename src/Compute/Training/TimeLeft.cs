namespace TrainingService.Compute.Training;

/// <summary>
/// How long a run still takes, as a range. Once enough epochs have ended, from how long the last ones took, evaluation included; before that from
/// stretches of training steps, to which the evaluation's part is added as it was measured. The range says: if all that is left went as fast as the
/// fastest tenth of these, and as slowly as the slowest tenth. Nothing is said before there are enough of them to tell.
/// </summary>
internal sealed class TimeLeft
{
    /// <summary>Epochs or stretches without which nothing is said.</summary>
    public const int Needed = 5;

    private const int Kept = 40;

    // Single steps are shorter than what a clock and a scheduler do to them.
    private const double StretchSeconds = 0.1;

    private readonly Queue<double> epochs = new(Kept);
    private readonly Queue<double> steps = new(Kept);
    private (double Seconds, int Steps) stretch;
    private (double Seconds, long Steps) evaluation;
    private double epoch;
    private long stepsSeen;

    /// <summary>A training step was done.</summary>
    public void Step(double seconds)
    {
        epoch += seconds;
        stepsSeen++;
        stretch = (stretch.Seconds + seconds, stretch.Steps + 1);
        if (stretch.Seconds < StretchSeconds) return;
        Keep(steps, stretch.Seconds / stretch.Steps);
        stretch = default;
    }

    /// <summary>Some rows were scored.</summary>
    public void Evaluation(double seconds)
    {
        epoch += seconds;
        evaluation.Seconds += seconds;
    }

    /// <summary>An epoch ended. One that was taken up in its middle does not count.</summary>
    public void EpochEnded(int stepsPerEpoch)
    {
        if (stepsSeen >= stepsPerEpoch)
        {
            Keep(epochs, epoch);
            evaluation.Steps += stepsSeen;
        }

        (epoch, stepsSeen) = (0, 0);
    }

    /// <summary>Seconds that so many steps take with their evaluation; null until it can be said.</summary>
    /// <param name="stepsLeft">Steps left in all epochs.</param>
    /// <param name="stepsPerEpoch">Steps of an epoch.</param>
    /// <param name="evaluates">Whether epochs end with an evaluation: before the first has ended, nobody knows how long that takes.</param>
    public (double Low, double Likely, double High)? Of(long stepsLeft, int stepsPerEpoch, bool evaluates)
    {
        if (epochs.Count >= Needed) return Range(epochs, (double)stepsLeft / stepsPerEpoch, 0);
        if (steps.Count < Needed || evaluates && evaluation.Steps == 0) return null;
        return Range(steps, stepsLeft, evaluates ? stepsLeft * evaluation.Seconds / evaluation.Steps : 0);
    }

    private static (double, double, double) Range(Queue<double> seconds, double times, double more)
    {
        double[] sorted = [.. seconds.Order()];
        return ((At(0.1) * times) + more, (At(0.5) * times) + more, (At(0.9) * times) + more);

        double At(double share) => sorted[(int)Math.Round(share * (sorted.Length - 1))];
    }

    private static void Keep(Queue<double> recent, double seconds)
    {
        if (recent.Count == Kept) recent.Dequeue();
        recent.Enqueue(seconds);
    }
}
