namespace TrainingService.Contracts.Filters;

/// <summary>Bounds of an expression, so that no query costs more than a person would write.</summary>
public static class FilterLimits
{
    /// <summary>Characters.</summary>
    public const int Length = 4000;

    /// <summary>Parentheses and NOTs within each other.</summary>
    public const int Depth = 32;

    /// <summary>Comparisons and words in all.</summary>
    public const int Terms = 64;

    /// <summary>Values in one IN list.</summary>
    public const int ListValues = 200;

    /// <summary>Fields to sort by.</summary>
    public const int SortKeys = 3;
}
