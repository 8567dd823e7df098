using System.Globalization;

namespace TrainingService.Bench.Service;

/// <summary>What the kernel holds of answers that clients have not taken: memory of the server's machine, though not of its process. Linux only.</summary>
internal static class SendQueues
{
    private const string Established = "01";
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>Bytes waiting in all connections from a port of this machine.</summary>
    public static long Of(int port)
    {
        var local = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return Tables.Where(File.Exists).SelectMany(file => File.ReadLines(file).Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(column => column[1].EndsWith(local, StringComparison.Ordinal) && column[3] == Established)
            .Sum(column => long.Parse(column[4].AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
