namespace TrainingService.Contracts.Filters;

/// <summary>A filter of runs: an expression such as `state = running AND metrics.val_loss.best &lt; 0.2`. docs/search.md describes the language.</summary>
public sealed class RunFilter
{
    private RunFilter(string text, RunPredicate predicate) => (Text, Predicate) = (text, predicate);

    /// <summary>Every run.</summary>
    public static RunFilter All { get; } = new("", new RunPredicate.AllOf([]));

    /// <summary>The expression.</summary>
    public string Text { get; }

    /// <summary>What it asks.</summary>
    public RunPredicate Predicate { get; }

    /// <summary>Reads an expression; empty means every run.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="now">The time that `-7d` and `today` are counted from, in UTC.</param>
    /// <returns>The filter, or everything that is wrong with the expression.</returns>
    public static (RunFilter? Filter, IReadOnlyList<FilterError> Errors) Parse(string text, DateTime now)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > FilterLimits.Length)
        {
            return (null, [new FilterError(
                FilterLimits.Length, text.Length - FilterLimits.Length, "too_long", $"The expression has {text.Length} characters.", $"at most {FilterLimits.Length}")]);
        }

        try
        {
            if (new FilterParser(new FilterLexer(text).Read()).Read() is not { } node) return (All, []);
            var binder = new FilterBinder(now);
            var predicate = binder.Bind(node);
            return binder.Errors.Count == 0 ? (new RunFilter(text, predicate), []) : (null, binder.Errors);
        }
        catch (FilterException exception)
        {
            return (null, [exception.Error]);
        }
    }

    /// <summary>The filter of an expression made by the program.</summary>
    public static RunFilter Of(RunPredicate predicate, string text) => new(text, predicate);
}
