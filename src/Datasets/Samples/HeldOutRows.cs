using TrainingService.Contracts.Predictions;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Preparation;
using TrainingService.Datasets.Preprocessing.Planning;

namespace TrainingService.Datasets.Samples;

/// <summary>The rows of a held-out part: for each sample those that the network reads, and those that hold what is true.</summary>
/// <param name="Order">Numbers of rows; of windows all steps in order.</param>
/// <param name="Places">Where in it each sample begins.</param>
/// <param name="Read">Rows read for a sample: 1, or as many as there are lags.</param>
/// <param name="Ahead">Rows after them that hold the truth; 0 when it is in the same row.</param>
internal sealed record HeldOutRows(int[] Order, IReadOnlyList<int> Places, int Read, int Ahead)
{
    /// <summary>So many of all, or all, evenly spread and always the same ones.</summary>
    public static IEnumerable<int> Spread(int all, int count)
    {
        var some = Math.Min(all, count);
        return Enumerable.Range(0, some).Select(i => (int)((long)i * all / some));
    }

    /// <summary>Draws them as training did.</summary>
    public static HeldOutRows Of(DataPlan plan, StoredVersion version, ulong seed, SamplePart part)
    {
        var split = SplitSource.Draw(plan, version, seed);
        if (plan.Spec.Windows is { } windows)
        {
            var (order, places) = WindowWriter.PlacesOf(plan, version, split, part == SamplePart.Test);
            return new HeldOutRows(order, places, windows.Lags, windows.Horizon);
        }

        var rows = part == SamplePart.Test ? split.Test : split.Validation;
        return new HeldOutRows(rows, Enumerable.Range(0, rows.Length).ToArray(), 1, 0);
    }

    /// <summary>Numbers of the rows that some samples read, sample after sample.</summary>
    public int[] Inputs(IEnumerable<int> samples) => [.. samples.SelectMany(sample => Order.AsMemory(Places[sample], Read).ToArray())];

    /// <summary>Numbers of the rows that hold what is true of a sample.</summary>
    public ReadOnlyMemory<int> Truth(int sample) => Ahead == 0 ? Order.AsMemory(Places[sample], 1) : Order.AsMemory(Places[sample] + Read, Ahead);
}
