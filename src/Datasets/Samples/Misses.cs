using TrainingService.Contracts.Predictions;

namespace TrainingService.Datasets.Samples;

/// <summary>How far predictions are from what is true.</summary>
internal static class Misses
{
    /// <summary>Each sample with whether it is right and how far off it is.</summary>
    public static IReadOnlyList<RunSample> Measure(IReadOnlyList<RunSample> drawn)
    {
        RunSample[] samples = [.. drawn.Select(BoxOverlap.Measure)];
        var deviations = Deviations([.. samples.SelectMany(sample => Pairs(sample.Truth, sample.Prediction)).Select(pair => pair.Truth.Values)
            .OfType<IReadOnlyDictionary<string, double>>()]);
        return [.. samples.Select(sample =>
        {
            var pairs = Pairs(sample.Truth, sample.Prediction).ToArray();
            var misses = pairs.Select(pair => Miss(pair.Truth, pair.Said, deviations)).OfType<double>().ToArray();
            var rights = pairs.Select(pair => IsRight(pair.Truth, pair.Said)).OfType<bool>().ToArray();
            return sample with { Miss = misses.Length == 0 ? null : misses.Average(), IsRight = rights.Length == 0 ? null : rights.All(right => right) };
        })];
    }

    /// <summary>Truth and prediction, of a network with several outputs for each of them.</summary>
    private static IEnumerable<(Prediction Truth, Prediction Said)> Pairs(Prediction? truth, Prediction said) => (truth, said) switch
    {
        (null, _) => [],
        ({ Outputs: { } truths }, { Outputs: { } all }) => truths.Where(pair => all.ContainsKey(pair.Key)).Select(pair => (pair.Value, all[pair.Key])),
        _ => [(truth, said)],
    };

    private static bool? IsRight(Prediction truth, Prediction said) => truth switch
    {
        { Class: { } name } => said.Class == name,
        { Labels: { } labels } => said.Labels is { } given && labels.ToHashSet(StringComparer.Ordinal).SetEquals(given),
        { Text: { } text } => said.Text == text,
        _ => null,
    };

    private static double? Miss(Prediction truth, Prediction said, Dictionary<string, double> deviations) => truth switch
    {
        { Class: { } name } => said.Probabilities is null ? (said.Class == name ? 0 : 1) : 1 - said.Probabilities.GetValueOrDefault(name),
        { Labels: { } labels } when said.Probabilities is { Count: > 0 } each => each.Average(pair => labels.Contains(pair.Key) ? 1 - pair.Value : pair.Value),
        { Values: { } values } when said.Values is { } numbers => Mean(values.Where(pair => numbers.ContainsKey(pair.Key))
            .Select(pair => Math.Abs(pair.Value - numbers[pair.Key]) / deviations.GetValueOrDefault(pair.Key, 1))),
        { Positions: { } positions } when said.Positions is { } given => WrongShare(positions, given),
        { Text: { } text } => said.Text == text ? 0 : 1,
        { Output: { } output } when said.Output is { } given => Distance(output, given),
        { Boxes.Count: > 0 } => 1 - said.Boxes?.Average(box => box.Iou),
        _ => null,
    };

    private static double? WrongShare(object truth, object said)
    {
        var (labels, given) = (Flat(truth).ToArray(), Flat(said).ToArray());
        if (labels.Length != given.Length) return null;
        var labelled = labels.Count(label => label >= 0);
        return labelled == 0 ? null : (double)labels.Where((label, i) => label >= 0 && label != given[i]).Count() / labelled;
    }

    private static double? Distance(object truth, object said)
    {
        var (numbers, given) = (Flat(truth).ToArray(), Flat(said).ToArray());
        return numbers.Length != given.Length ? null : Math.Sqrt(numbers.Zip(given, (a, b) => ((double)a - b) * ((double)a - b)).Average());
    }

    private static IEnumerable<float> Flat(object nested) => nested is float[] numbers ? numbers : ((object[])nested).SelectMany(Flat);

    private static double? Mean(IEnumerable<double> numbers)
    {
        var known = numbers.Where(double.IsFinite).ToArray();
        return known.Length == 0 ? null : known.Average();
    }

    /// <summary>Standard deviation of each true number; 1 where they are all the same.</summary>
    private static Dictionary<string, double> Deviations(IReadOnlyList<IReadOnlyDictionary<string, double>> values) => values.SelectMany(each => each)
        .Where(pair => double.IsFinite(pair.Value)).GroupBy(pair => pair.Key, pair => pair.Value).ToDictionary(group => group.Key, group =>
        {
            var mean = group.Average();
            var deviation = Math.Sqrt(group.Average(value => (value - mean) * (value - mean)));
            return deviation > 0 ? deviation : 1;
        });
}
