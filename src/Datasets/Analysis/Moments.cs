using System.Runtime.Intrinsics;

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
        var (sum, least, greatest) = Sums(block);
        var mean = sum / block.Length;
        var spread = Spread(block, mean);
        var total = Count + block.Length;
        var difference = mean - Mean;
        squares += spread + difference * difference * Count * block.Length / total;
        Mean += difference * block.Length / total;
        (Count, Min, Max) = (total, Math.Min(Min, least), Math.Max(Max, greatest));
    }

    /// <summary>In lanes of four, everywhere: the same sums on every machine.</summary>
    private static (double Sum, double Least, double Greatest) Sums(ReadOnlySpan<double> block)
    {
        var (sums, least, greatest) = (Vector256<double>.Zero, Vector256.Create(double.PositiveInfinity), Vector256.Create(double.NegativeInfinity));
        var i = 0;
        for (; i + Vector256<double>.Count <= block.Length; i += Vector256<double>.Count)
        {
            var values = Vector256.Create(block.Slice(i, Vector256<double>.Count));
            sums += values;
            least = Vector256.MinNative(least, values);
            greatest = Vector256.MaxNative(greatest, values);
        }

        var (sum, low, high) = (Vector256.Sum(sums), least[0], greatest[0]);
        for (var lane = 1; lane < Vector256<double>.Count; lane++) (low, high) = (Math.Min(low, least[lane]), Math.Max(high, greatest[lane]));
        for (; i < block.Length; i++)
        {
            sum += block[i];
            (low, high) = (Math.Min(low, block[i]), Math.Max(high, block[i]));
        }

        return (sum, low, high);
    }

    private static double Spread(ReadOnlySpan<double> block, double mean)
    {
        var (sums, means) = (Vector256<double>.Zero, Vector256.Create(mean));
        var i = 0;
        for (; i + Vector256<double>.Count <= block.Length; i += Vector256<double>.Count)
        {
            var away = Vector256.Create(block.Slice(i, Vector256<double>.Count)) - means;
            sums += away * away;
        }

        var spread = Vector256.Sum(sums);
        for (; i < block.Length; i++) spread += (block[i] - mean) * (block[i] - mean);
        return spread;
    }
}
