using System.Globalization;
using System.Runtime.CompilerServices;

namespace TrainingService.Datasets.Formats.Tables;

/// <summary>
/// Reads decimal numbers from UTF-8, correctly rounded: directly when digits and power of ten are exact in double precision (Clinger 1990),
/// otherwise through the runtime.
/// </summary>
internal static class NumberParser
{
    private const int MostExactPower = 22;
    private const int MostDigits = 19;
    internal const ulong MostExactInteger = 1UL << 53;

    internal static readonly double[] Powers = [.. Enumerable.Range(0, MostExactPower + 1)
        .Select(power => double.Parse($"1e{power}", CultureInfo.InvariantCulture))];

    /// <summary>A finite number; blanks around it are skipped. Whole numbers that double precision can't hold are none, as they are names rather
    /// than amounts.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mark">The decimal mark: point or comma.</param>
    /// <param name="value">The number; NaN when it is none.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, byte mark, out double value)
    {
        ulong digits = 0;
        var (i, count, fraction) = (0, 0, 0);
        var negative = false;
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
        {
            negative = text[0] == (byte)'-';
            i = 1;
        }

        var begin = i;
        for (; i < text.Length && (uint)(text[i] - '0') <= 9; i++) digits = digits * 10 + (uint)(text[i] - '0');
        count = i - begin;
        if (i < text.Length && text[i] == mark)
        {
            var point = ++i;
            for (; i < text.Length && (uint)(text[i] - '0') <= 9; i++) digits = digits * 10 + (uint)(text[i] - '0');
            fraction = i - point;
            count += fraction;
        }

        if (i < text.Length || count == 0 || count > MostDigits || fraction > MostExactPower || digits > MostExactInteger) return TrySlowly(text,
            mark, out value);
        value = fraction == 0 ? digits : digits / Powers[fraction];
        if (negative) value = -value;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TrySlowly(ReadOnlySpan<byte> text, byte mark, out double value)
    {
        text = text.Trim((byte)' ').Trim((byte)'\t');
        value = double.NaN;
        if (text.IsEmpty || text.Length > 400) return false;
        Span<byte> plain = stackalloc byte[text.Length];
        text.CopyTo(plain);
        if (mark != (byte)'.')
        {
            if (plain.IndexOf((byte)'.') >= 0) return false;
            plain.Replace(mark, (byte)'.');
        }

        if (!double.TryParse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out value)
            || !double.IsFinite(value) || IsTooLongInteger(plain, value))
        {
            value = double.NaN;
            return false;
        }

        return true;
    }

    /// <summary>A whole number written out that would lose digits.</summary>
    private static bool IsTooLongInteger(ReadOnlySpan<byte> text, double value) =>
        Math.Abs(value) > MostExactInteger && text.TrimStart((byte)'-').TrimStart((byte)'+').IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
