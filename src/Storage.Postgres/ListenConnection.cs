using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace TrainingService.Storage.Postgres;

/// <summary>One unpooled connection that LISTENs, kept alive and made anew for as long as it is wanted.</summary>
internal sealed partial class ListenConnection(StorageOptions options, TimeProvider time, ILogger<ListenConnection> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Runs until cancelled; then it returns. <paramref name="connected"/> is called after each LISTEN, since signals may have passed before it.</summary>
    public async Task RunAsync(string channel, Action connected, Action<string> heard, CancellationToken cancellation)
    {
        var pause = FirstPause;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString());
                connection.Notification += (_, notification) => heard(notification.Payload);
                await connection.OpenAsync(cancellation);
                await using (var listen = new NpgsqlCommand($"LISTEN {channel}", connection)) await listen.ExecuteNonQueryAsync(cancellation);
                pause = FirstPause;
                connected();
                while (true) await connection.WaitAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or SocketException or IOException or TimeoutException or InvalidOperationException)
            {
                LogLost(channel, pause.TotalSeconds, exception);
            }

            try
            {
                await Task.Delay(pause, time, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private string ConnectionString() => new NpgsqlConnectionStringBuilder(options.ConnectionString)
    {
        // Idle for long stretches: without keepalive a connection that a firewall dropped would stay silent forever.
        KeepAlive = 15,
        TcpKeepAlive = true,
        Pooling = false,
        ApplicationName = "training-listen",
    }.ConnectionString;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection listening on {Channel} was lost; next try in {Seconds} s.")]
    private partial void LogLost(string channel, double seconds, Exception exception);
}
