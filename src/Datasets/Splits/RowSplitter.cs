using TrainingService.Compute.Runtime;
using TrainingService.Contracts.Specs.Datasets;

namespace TrainingService.Datasets.Splits;

/// <summary>Draws which rows are trained on, validated on and tested on. Depends on the rules, the keys and the seed only.</summary>
public static class RowSplitter
{
    /// <summary>Names of the parts that are trained on, in the order they are looked for.</summary>
    public static readonly IReadOnlyList<string> TrainingParts = ["train", "all"];

    /// <summary>Name of the part that is validated on unless the spec says otherwise.</summary>
    public const string ValidationPart = "validation";

    /// <summary>Name of the part for the final score.</summary>
    public const string TestPart = "test";

    /// <summary>Test rows first, then validation rows of what is left; the rest is trained on.</summary>
    /// <param name="validation">How to validate; null for no validation.</param>
    /// <param name="test">How to draw test rows; null for the part `test`, or none.</param>
    /// <param name="keys">What the rules look at.</param>
    /// <param name="seed">The run's seed.</param>
    public static RowSplit Draw(ValidationSpec? validation, ValidationSpec? test, SplitKeys keys, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var pool = Pool(keys);
        var testRows = test is null
            ? keys.RowsOf(TestPart)
            : HoldOut(test, keys, ref pool, seed, RandomStreams.TestSplit);
        var validationRows = validation is null ? [] : HoldOut(validation, keys, ref pool, seed, RandomStreams.Split);
        return new RowSplit(pool, validationRows, testRows);
    }

    /// <summary>The rows that can be trained on before any is held out: the training part's.</summary>
    public static int[] Pool(SplitKeys keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var name in TrainingParts)
        {
            if (keys.Parts.ContainsKey(name)) return keys.RowsOf(name);
        }

        return [];
    }

    /// <summary>Takes the held-out rows out of the pool and returns them, ascending.</summary>
    private static int[] HoldOut(ValidationSpec rule, SplitKeys keys, ref int[] pool, ulong seed, uint stream)
    {
        if (rule.Part is { } name)
        {
            var part = keys.Parts[name];
            pool = Array.FindAll(pool, row => row < part.First || row >= part.End);
            return keys.RowsOf(name);
        }

        var (kept, held) = rule.By switch
        {
            SplitBy.Time => TimeSplit.Draw(rule, rule.Column is { } column ? keys.Times[column] : null, pool),
            SplitBy.Group => GroupSplit.Draw(rule, keys.Groups[rule.Column!], pool, seed, stream),
            _ => RandomSplit.Draw(rule, rule.Stratify == true ? keys.Strata : null, pool, seed, stream),
        };
        pool = kept;
        return held;
    }

    /// <summary>Rows held out of so many by a fraction.</summary>
    internal static int Share(double fraction, int rows) => (int)Math.Round(fraction * rows, MidpointRounding.AwayFromZero);
}
