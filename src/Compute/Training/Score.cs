namespace TrainingService.Compute.Training;

/// <summary>Sums up losses and predictions batch by batch, in double precision and in order: the same bits however many threads computed them.</summary>
internal sealed class Score
{
    private readonly int[]? confusion;
    private readonly int classes;
    private readonly int decisionsPerRow;

    /// <summary>An empty score.</summary>
    /// <param name="classes">Number of classes; 0 for number targets.</param>
    /// <param name="decisionsPerRow">1, or for multi-label outputs their number: predictions then count right outputs.</param>
    /// <param name="withConfusion">Whether pairs of (true, predicted) class are counted.</param>
    public Score(int classes, int decisionsPerRow, bool withConfusion)
    {
        (this.classes, this.decisionsPerRow) = (classes, decisionsPerRow);
        if (withConfusion) confusion = new int[classes * classes];
    }

    /// <summary>Rows counted.</summary>
    public long Rows { get; set; }

    /// <summary>Sum of the rows' losses.</summary>
    public double LossSum { get; set; }

    /// <summary>Right decisions.</summary>
    public long Correct { get; set; }

    /// <summary>Mean loss.</summary>
    public double Loss => LossSum / Rows;

    /// <summary>Share of right decisions.</summary>
    public double Accuracy => (double)Correct / (Rows * decisionsPerRow);

    /// <summary>Row = true class, column = predicted class; null unless asked for.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? Confusion =>
        confusion is null ? null : [.. Enumerable.Range(0, classes).Select(row => (IReadOnlyList<int>)confusion[(row * classes)..((row + 1) * classes)])];

    /// <summary>Pairs counted, for checkpoints; empty unless asked for.</summary>
    public Span<int> ConfusionCells => confusion;

    /// <summary>Counts a batch.</summary>
    /// <returns>The batch's loss sum.</returns>
    public double Add(ReadOnlySpan<float> losses, ReadOnlySpan<int> predictions, ReadOnlySpan<int> labels)
    {
        var sum = 0.0;
        foreach (var loss in losses) sum += loss;
        LossSum += sum;
        Rows += losses.Length;
        if (decisionsPerRow > 1)
        {
            foreach (var right in predictions) Correct += right;
        }

        for (var i = 0; i < labels.Length && decisionsPerRow == 1; i++)
        {
            if (predictions[i] == labels[i]) Correct++;
            if (confusion is not null) confusion[labels[i] * classes + predictions[i]]++;
        }

        return sum;
    }

    /// <summary>Back to nothing.</summary>
    public void Clear()
    {
        (Rows, LossSum, Correct) = (0, 0, 0);
        confusion?.AsSpan().Clear();
    }
}
