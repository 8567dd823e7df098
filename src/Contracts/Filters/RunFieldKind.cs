namespace TrainingService.Contracts.Filters;

/// <summary>What can be asked of a field.</summary>
public enum RunFieldKind
{
    /// <summary>A whole id: `=`, `!=`, `IN`.</summary>
    Id,

    /// <summary>A state's name: `=`, `!=`, `IN`.</summary>
    State,

    /// <summary>Text: `=`, `!=`, `IN`, `~` and `!~` (contains, case ignored; `*` stands for anything), `:`.</summary>
    Text,

    /// <summary>A list of words: `:` and `=` (has), `IN` (has one of), `~`.</summary>
    Tags,

    /// <summary>A time: all comparisons; `2026-11-26`, `2026-11-26T09:30:00Z`, `-7d`.</summary>
    Time,

    /// <summary>A length of time: all comparisons; `90s`, `5m`, `1.5h`, `2d`, or seconds.</summary>
    Duration,

    /// <summary>A number: all comparisons.</summary>
    Number,

    /// <summary>A value of the resolved spec: as a number or as text, whichever it is.</summary>
    Param,

    /// <summary>A metric's last, best, smallest or largest value.</summary>
    Metric,
}
