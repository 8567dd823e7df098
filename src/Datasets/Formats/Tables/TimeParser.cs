using System.Globalization;
using TrainingService.Datasets.Columns;

namespace TrainingService.Datasets.Formats.Tables;

/// <summary>Reads times in one form; those without a zone are taken as UTC.</summary>
internal static class TimeParser
{
    /// <summary>Stands for ISO 8601 in all its lengths: a day, or day and time parted by T or blank, with seconds, fractions and zone or
    /// without.</summary>
    public const string Iso = "iso8601";

    private const int MostLetters = 64;

    private static readonly string[] Days = ["yyyy/M/d", "d.M.yyyy", "M/d/yyyy", "d/M/yyyy", "d-M-yyyy", "d-MMM-yyyy", "d MMM yyyy", "MMM d, yyyy"];
    private static readonly string[] Clocks = ["", " H:mm", " H:mm:ss", " h:mm tt", " h:mm:ss tt"];
    private static readonly string[] IsoForms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-ddK",
    ];

    /// <summary>All forms that are looked for, the likelier first.</summary>
    public static IReadOnlyList<string> Forms { get; } = [Iso, .. Days.SelectMany(day => Clocks.Select(clock => day + clock))];

    /// <summary>Reads a time; microseconds since 1970-01-01 UTC.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, string form, out long time)
    {
        text = text.Trim((byte)' ');
        time = StoredColumn.MissingInt64;
        if (text.Length is < 6 or > MostLetters) return false;
        if (form == Iso && TryDay(text, out time)) return true;
        Span<char> letters = stackalloc char[MostLetters];
        if (!System.Text.Encoding.UTF8.TryGetChars(text, letters, out var count)) return false;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var invariant = CultureInfo.InvariantCulture;
        var isTime = form == Iso ? DateTime.TryParseExact(letters[..count], IsoForms, invariant, Utc, out var value)
            : DateTime.TryParseExact(letters[..count], form, invariant, Utc, out value);
        if (isTime) time = Times.FromDateTime(value);
        return isTime;
    }

    /// <summary>The commonest form, yyyy-MM-dd, without going through the runtime.</summary>
    private static bool TryDay(ReadOnlySpan<byte> text, out long time)
    {
        time = StoredColumn.MissingInt64;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-') return false;
        var (year, month, day) = (Number(text[..4]), Number(text[5..7]), Number(text[8..]));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        time = Times.FromDateTime(new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc));
        return true;
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            if ((uint)(digit - '0') > 9) return -1;
            value = value * 10 + digit - '0';
        }

        return value;
    }
}
