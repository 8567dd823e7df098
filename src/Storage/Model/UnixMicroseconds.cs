using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace TrainingService.Storage.Model;

/// <summary>UTC times as whole microseconds since 1970, the resolution of Postgres.</summary>
public static class UnixMicroseconds
{
    public static ValueConverter<DateTime, long> Converter { get; } = new(time => Of(time), value => Time(value));

    public static long Of(DateTime time) => (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static DateTime Time(long microseconds) => DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
