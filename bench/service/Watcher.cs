using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;

namespace TrainingService.Bench.Service;

/// <summary>A connection to the hub that watches one run: SignalR's JSON protocol by hand, so that thousands fit into this process.</summary>
internal sealed partial class Watcher(Uri hub, Guid run) : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[16 * 1024];
    private Socket? _connection;
    private string _rest = "";

    public Guid Run => run;

    /// <summary>The last event's number.</summary>
    public long Seq { get; private set; }

    /// <summary>Numbers that came out of order: none may.</summary>
    public int Gaps { get; private set; }

    /// <summary>Bytes that have come and nobody has read.</summary>
    public int Unread => _connection?.Available ?? 0;

    /// <summary>Connects and asks for the run's events.</summary>
    /// <param name="receiveBuffer">Bytes that the kernel keeps for it unread; 0 for as many as it likes.</param>
    public async Task StartAsync(int receiveBuffer = 0)
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = (context, cancellation) => DialAsync(context.DnsEndPoint, receiveBuffer, cancellation) };
        using var invoker = new HttpMessageInvoker(handler);
        await _socket.ConnectAsync(new UriBuilder(hub) { Scheme = "ws" }.Uri, invoker, default);
        await SendAsync("""{"protocol":"json","version":1}""");
        await SendAsync($$"""{"type":4,"invocationId":"1","target":"WatchRun","arguments":["{{run}}",0]}""");
    }

    /// <summary>Reads until cancelled.</summary>
    public async Task ReadAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var read = await _socket.ReceiveAsync(_buffer, stop);
                if (read.MessageType == WebSocketMessageType.Close) return;
                Take(Encoding.UTF8.GetString(_buffer, 0, read.Count));
            }
        }
        catch (WebSocketException cut)
        {
            // It is behind from now on, which whoever counts sees.
            Console.Error.WriteLine($"A connection was cut: {cut.Message}");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The end of the measurement.
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<Stream> DialAsync(System.Net.EndPoint to, int receiveBuffer, CancellationToken cancellation)
    {
        _connection = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0) _connection.ReceiveBufferSize = receiveBuffer;
        await _connection.ConnectAsync(to, cancellation);
        return new NetworkStream(_connection, ownsSocket: true);
    }

    private void Take(string text)
    {
        var messages = (_rest + text).Split('\x1e');
        _rest = messages[^1];
        foreach (var message in messages.AsSpan(0, messages.Length - 1))
        {
            if (SeqPattern().Match(message) is not { Success: true } match) continue;
            var seq = long.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
            if (seq != Seq + 1) Gaps++;
            Seq = seq;
        }
    }

    private Task SendAsync(string message) => _socket.SendAsync(Encoding.UTF8.GetBytes(message + "\x1e"), WebSocketMessageType.Text, true, default);

    [GeneratedRegex("\"seq\":([0-9]+)")]
    private static partial Regex SeqPattern();
}
