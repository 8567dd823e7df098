using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Specs.Datasets.Preprocessing;
using TrainingService.Contracts.Validation;
using TrainingService.Datasets.Preprocessing.Fitted;
using TrainingService.Datasets.Preprocessing.Planning;
using TrainingService.Datasets.Preprocessing.Rows;

namespace TrainingService.Datasets.Preprocessing.Fitting;

/// <summary>Learns what a column of numbers or categories becomes, step by step, each from what the steps before it make of the rows trained on.</summary>
/// <param name="rows">The rows that categories are learned from.</param>
/// <param name="some">Those of them that numbers are learned from.</param>
internal sealed class ColumnFitter(TrainingRows rows, TrainingRows some)
{
    private const int MostDistinct = 1_000_000;

    public FittedColumn Fit(PlannedColumn column)
    {
        var fitted = new FittedColumn { Name = column.Info.Name, Type = column.Info.Type };
        foreach (var step in column.Steps)
        {
            fitted = step switch
            {
                OneHotStep oneHot => fitted with { Encoding = OneHot(column.Info.Name, oneHot) },
                OrdinalStep => fitted with { Encoding = new FittedOrdinal([.. CategoryNames.Sorted(Counts(column.Info.Name, name => name is null ? [] : [name]).Keys)]) },
                MultiLabelStep list => fitted with { Encoding = MultiLabel(column.Info.Name, list) },
                ImputeStep impute => fitted with { Steps = [.. fitted.Steps, Impute(fitted, impute)], Indicator = fitted.Indicator || impute.Indicator },
                StandardizeStep => fitted with { Steps = [.. fitted.Steps, Standardize(fitted)] },
                MinMaxStep range => fitted with { Steps = [.. fitted.Steps, MinMax(fitted, range)] },
                LogStep log => fitted with { Steps = [.. fitted.Steps, Log(fitted, log)] },
                _ => fitted,
            };
        }

        // A category that nothing turned into numbers is one of two, as a target among others: 1 for the second.
        return fitted.Encoding is null && column.Info is { Type: ColumnType.Category, Classes: [_, var second] }
            ? fitted with { Encoding = new FittedOneHot([second], Missing: false, Others: false) }
            : fitted;
    }

    /// <summary>The column's numbers as the steps so far leave them, of the rows learned from.</summary>
    private IEnumerable<double[]> Numbers(FittedColumn fitted) => some.Numbers((source, first, values) =>
    {
        fitted.Numbers(source, first, values);
        foreach (var step in fitted.Steps) step.Forward(values);
    });

    private FittedImpute Impute(FittedColumn fitted, ImputeStep step)
    {
        if (step.Strategy == ImputeStrategy.Constant) return new FittedImpute(step.Value ?? 0);
        var value = step.Strategy switch
        {
            ImputeStrategy.Median => NumberStatistics.Median(() => Numbers(fitted)),
            ImputeStrategy.Mode => NumberStatistics.Mode(Numbers(fitted), MostDistinct) ?? throw Refuse(
                fitted.Name, "too_large", $"more than {MostDistinct} different numbers, too many to count for the mode", "median or mean"),
            _ => NumberStatistics.Moments(Numbers(fitted)) is { Count: > 0, Mean: var mean } ? mean : double.NaN,
        };

        // A column that is empty in all rows trained on has nothing to learn.
        return new FittedImpute(double.IsNaN(value) ? 0 : value);
    }

    private FittedAffine Standardize(FittedColumn fitted)
    {
        var (mean, variance, _) = NumberStatistics.Moments(Numbers(fitted));
        return new FittedAffine(mean, Standard.Scale(variance), 0);
    }

    private FittedAffine MinMax(FittedColumn fitted, MinMaxStep step)
    {
        var (min, max) = NumberStatistics.Range(Numbers(fitted));
        return max > min ? new FittedAffine(min, (step.High - step.Low) / (max - min), step.Low) : new FittedAffine(double.IsFinite(min) ? min : 0, 0, step.Low);
    }

    private FittedLog Log(FittedColumn fitted, LogStep step)
    {
        if (!step.Signed && NumberStatistics.Range(Numbers(fitted)).Min is <= -1 and var min && double.IsFinite(min))
            throw Refuse(fitted.Name, "out_of_range", $"numbers down to {min}, which have no log(1 + x)", "\"signed\": true");
        return new FittedLog(step.Signed);
    }

    private FittedOneHot OneHot(string column, OneHotStep step)
    {
        var missing = false;
        var counts = Counts(column, name =>
        {
            missing |= name is null;
            return name is null ? [] : [name];
        });
        string[] kept = [.. counts.Where(pair => pair.Value >= step.MinCount).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(step.MaxCategories).Select(pair => pair.Key)];
        return new FittedOneHot([.. CategoryNames.Sorted(kept)], missing, kept.Length < counts.Count);
    }

    private FittedMultiLabel MultiLabel(string column, MultiLabelStep step)
    {
        var labels = Counts(column, text => FittedMultiLabel.Split(text, step.Separator)).Keys;
        return new FittedMultiLabel([.. CategoryNames.Sorted(labels)], step.Separator);
    }

    /// <summary>How often each name is there.</summary>
    private Dictionary<string, long> Counts(string column, Func<string?, IEnumerable<string>> names)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var chunk in rows.Chunks())
        {
            var (codes, dictionary) = chunk.Rows.ReadCategories(column, chunk.First, chunk.Count);
            var byCode = new long[dictionary.Count + 1];
            foreach (var i in chunk.Picked) byCode[codes[i] + 1]++;
            for (var code = -1; code < dictionary.Count; code++)
            {
                if (byCode[code + 1] == 0) continue;
                foreach (var name in names(code < 0 ? null : dictionary[code])) counts[name] = counts.GetValueOrDefault(name) + byCode[code + 1];
            }

            if (counts.Count > MostDistinct) throw Refuse(column, "too_large", $"more than {MostDistinct} different values", "a column with fewer values, or tokenize");
        }

        return counts;
    }

    private static DatasetSpecException Refuse(string column, string code, string has, string expected) =>
        new([new SpecError("#/dataset/preprocessing", code, $"Among the rows trained on, \"{column}\" has {has}.", expected)]);
}
