using TrainingService.Compute.Data;
using TrainingService.Compute.Runtime;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Training;

/// <summary>Which rows are trained on and which are held out. Depends on the data's labels, the spec and the seed only.</summary>
/// <param name="Training">Rows to train on, ascending.</param>
/// <param name="Validation">Rows held out, ascending.</param>
internal sealed record DataSplit(int[] Training, int[] Validation)
{
    /// <summary>Sizes of the parts, known without the rows.</summary>
    public static SplitReport Sizes(DataDescription data, ValidationSpec? validation)
    {
        if (data.ValidationRows is { } drawn) return new SplitReport(data.TrainingRows, drawn, data.TestRows);
        var held = HeldOut(data, validation);
        return new SplitReport(data.TrainingRows - held, held, data.TestRows);
    }

    /// <summary>Reports a split that leaves a part empty.</summary>
    public static void Check(DataDescription data, ValidationSpec? validation, ICollection<SpecError> errors)
    {
        if (data.ValidationRows is not null) return;
        var held = HeldOut(data, validation);
        if (validation is null || (held > 0 && held < data.TrainingRows)) return;
        errors.Add(new SpecError(
            "#/dataset/validation/fraction",
            "out_of_range",
            $"{validation.Fraction} of {data.TrainingRows} rows would leave {held} to validate on and {data.TrainingRows - held} to train on.",
            "a fraction that leaves at least one row in each part"));
    }

    /// <summary>Draws the split.</summary>
    public static DataSplit Draw(DataDescription data, DataPart part, ValidationSpec? validation, ulong seed)
    {
        var order = new int[part.Rows];
        Permutation.Fill(order, seed, RandomStreams.Split);
        var held = HeldOut(data, validation);
        var chosen = validation?.Stratify == true ? Stratified(order, part.Labels.Span, data.Schema.TargetSize, held) : [.. order.Take(held)];
        int[] ascending = [.. chosen.Order()];
        return new DataSplit([.. Enumerable.Range(0, part.Rows).Except(ascending)], ascending);
    }

    private static int HeldOut(DataDescription data, ValidationSpec? validation) =>
        validation is null ? 0 : (int)Math.Round((validation.Fraction ?? 0) * data.TrainingRows, MidpointRounding.AwayFromZero);

    /// <summary>From each class its share, the rows left over by rounding going to the classes with the largest remainders.</summary>
    private static List<int> Stratified(int[] order, ReadOnlySpan<int> labels, int classes, int held)
    {
        var byClass = Enumerable.Range(0, classes).Select(_ => new List<int>()).ToArray();
        foreach (var row in order) byClass[labels[row]].Add(row);
        var shares = byClass.Select(rows => (double)rows.Count * held / order.Length).ToArray();
        var counts = shares.Select(share => (int)share).ToArray();
        var largest = Enumerable.Range(0, classes).OrderByDescending(c => shares[c] - counts[c]).ThenBy(c => c);
        foreach (var c in largest.Take(held - counts.Sum())) counts[c]++;
        return [.. byClass.SelectMany((rows, c) => rows.Take(counts[c]))];
    }
}
