namespace TrainingService.Contracts.Filters;

/// <summary>An order of runs: fields with commas between, `-` before one for the largest or newest first. Runs that lack a value come last.</summary>
public sealed class RunSort
{
    private RunSort(string text, IReadOnlyList<SortKey> keys) => (Text, Keys) = (text, keys);

    /// <summary>Newest first.</summary>
    public static RunSort Default { get; } = new("-created_at", [new SortKey(RunFields.Columns.Single(column => column.Column is RunColumn.CreatedAt), Descending: true)]);

    /// <summary>The expression.</summary>
    public string Text { get; }

    /// <summary>The fields in order; runs that are equal in all of them are ordered by id.</summary>
    public IReadOnlyList<SortKey> Keys { get; }

    /// <summary>Reads an order; empty means newest first.</summary>
    /// <returns>The order, or what is wrong with the expression.</returns>
    public static (RunSort? Sort, FilterError? Error) Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (string.IsNullOrWhiteSpace(text)) return (Default, null);
        if (text.Length > FilterLimits.Length) return (null, new FilterError(0, text.Length, "too_long", $"The order has {text.Length} characters.", $"at most {FilterLimits.Length}"));
        try
        {
            var tokens = new FilterLexer(text).Read();
            List<SortKey> keys = [];
            for (var i = 0; ; i += 2)
            {
                keys.Add(Key(tokens[i]));
                if (keys.Count > FilterLimits.SortKeys) throw Wrong(tokens[i], "too_complex", "There are too many fields.", $"at most {FilterLimits.SortKeys}");
                if (tokens[i + 1].Kind is TokenKind.End) return (new RunSort(text, keys), null);
                if (tokens[i + 1].Kind is not TokenKind.Comma) throw Wrong(tokens[i + 1], "syntax", $"{tokens[i + 1].Shown} is out of place.", "a comma between fields; - before a field turns its order");
            }
        }
        catch (FilterException exception)
        {
            return (null, exception.Error);
        }
    }

    private static SortKey Key(FilterToken token)
    {
        if (token.Kind is not TokenKind.Word) throw Wrong(token, "syntax", $"{token.Shown} is out of place.", "a field such as -created_at or metrics.val_loss.best");
        var descending = token.Text[0] == '-';
        var path = descending
            ? token with { Text = token.Text[1..], Position = token.Position + 1, Length = token.Length - 1, Segments = [token.Segments[0][1..], .. token.Segments.Skip(1)] }
            : token;
        var field = RunFields.Find(path);
        if (field is ColumnField { Column: RunColumn.Tags }) throw Wrong(path, "wrong_type", "Runs can't be sorted by tags: a run may have several.", "another field");
        if (field is ParamField param && param.Name.Split('.').Contains("*")) throw Wrong(path, "wrong_type", $"{path.Text} may have several values in one run.", "a path with numbers for places in lists");
        return new SortKey(field, descending);
    }

    private static FilterException Wrong(FilterToken token, string code, string detail, string expected) =>
        new(new FilterError(token.Position, token.Length, code, detail, expected));
}

/// <summary>One field of an order.</summary>
/// <param name="Field">Which.</param>
/// <param name="Descending">Largest or newest first.</param>
public sealed record SortKey(RunField Field, bool Descending);
