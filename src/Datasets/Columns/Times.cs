using System.Globalization;

namespace TrainingService.Datasets.Columns;

/// <summary>Points in time as they are stored: microseconds since 1970-01-01 UTC.</summary>
public static class Times
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / 1000;

    /// <summary>The stored form of a time in UTC.</summary>
    public static long FromDateTime(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / TicksPerMicrosecond;

    /// <summary>The time in UTC.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lies before the year 1 or after 9999.</exception>
    public static DateTime ToDateTime(long microseconds) => DateTime.UnixEpoch.AddTicks(checked(microseconds * TicksPerMicrosecond));

    /// <summary>ISO 8601, the day alone when the time of day is midnight.</summary>
    public static string ToText(long microseconds)
    {
        var time = ToDateTime(microseconds);
        var format = time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'";
        return time.ToString(format, CultureInfo.InvariantCulture);
    }
}
