using System.Globalization;

namespace TrainingService.Contracts.Filters;

/// <summary>Reads numbers, lengths of time and times.</summary>
internal static class FilterValues
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400), ("w", 604800)];

    /// <summary>The formats of times; a time without zone is in UTC.</summary>
    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK"];

    public static double? Number(FilterToken token) => token.Text.ToLowerInvariant() switch
    {
        "nan" => double.NaN,
        "infinity" or "inf" or "+inf" or "+infinity" => double.PositiveInfinity,
        "-infinity" or "-inf" => double.NegativeInfinity,
        var text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null,
    };

    /// <summary>Seconds: `90`, `90s`, `1.5h`.</summary>
    public static double? Seconds(string text)
    {
        foreach (var (unit, seconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal) && Parse(text[..^unit.Length]) is { } count) return count * seconds;
        }

        return Parse(text);

        static double? Parse(string digits) =>
            double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>From when to when (exclusive) a written time lasts: a date its whole day, everything else a microsecond.</summary>
    public static (DateTime From, DateTime To)? Time(string text, DateTime now)
    {
        if (text is "today") return (now.Date, now.Date.AddDays(1));
        if (DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, Utc, out var day) && day < DateTime.MaxValue.Date)
        {
            return (day, day.AddDays(1));
        }

        if (text is "now") return Instant(now);
        if (text.StartsWith('-') && text.Length > 1 && !char.IsAsciiDigit(text[^1]) && Seconds(text[1..]) is { } ago && ago < (now - DateTime.MinValue).TotalSeconds - 1)
        {
            return Instant(now.AddSeconds(-ago));
        }

        return DateTime.TryParseExact(text, Times, CultureInfo.InvariantCulture, Utc, out var time) && time < DateTime.MaxValue.AddDays(-1) ? Instant(time) : null;
    }

    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private static (DateTime From, DateTime To) Instant(DateTime time) => (time, time.AddTicks(TimeSpan.TicksPerMicrosecond));
}
