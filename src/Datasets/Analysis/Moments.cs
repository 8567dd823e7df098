namespace TrainingService.Datasets.Analysis;

/// <summary>Count, least, greatest, mean and spread of numbers, block by block (Chan, Golub, LeVeque 1983), so that large offsets cost no
/// digits.</summary>
internal struct Moments
{
    private double squares;

    public Moments()
    {
    }

    public long Count { get; private set; }

    public double Min { get; private set; } = double.PositiveInfinity;

    public double Max { get; private set; } = double.NegativeInfinity;

    public double Mean { get; private set; }

    public readonly double StandardDeviation => Count == 0 ? 0 : Math.Sqrt(squares / Count);

    /// <summary>Adds a block of numbers, none of them missing.</summary>
    public void Add(ReadOnlySpan<double> block)
    {
        if (block.IsEmpty) return;
        var (sum, least, greatest) = (0.0, Min, Max);
        foreach (var value in block)
        {
            sum += value;
            least = value < least ? value : least;
            greatest = value > greatest ? value : greatest;
        }

        var mean = sum / block.Length;
        var spread = 0.0;
        foreach (var value in block) spread += (value - mean) * (value - mean);
        var total = Count + block.Length;
        var difference = mean - Mean;
        squares += spread + difference * difference * Count * block.Length / total;
        Mean += difference * block.Length / total;
        (Count, Min, Max) = (total, least, greatest);
    }
}
