using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TrainingService.Browser.Tests.Hosting;

/// <summary>The simplest load balancer there is: each TCP connection goes to the next server that takes it, whatever it carries and whoever it is from.</summary>
internal sealed class RoundRobin : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<Task, bool> connections = [];
    private readonly Uri[] servers;
    private readonly Task accepting;
    private int next;

    private RoundRobin(Uri[] servers)
    {
        this.servers = servers;
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        accepting = AcceptAsync();
    }

    /// <summary>Starts in front of some servers, on a free port.</summary>
    public static RoundRobin Start(params Uri[] servers) => new(servers);

    public Uri Address { get; }

    /// <summary>Connections that each server was given.</summary>
    public ConcurrentDictionary<Uri, int> Given { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(connections.Keys);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                var connection = ServeAsync(client);
                connections[connection] = true;
                _ = connection.ContinueWith(ended => connections.TryRemove(ended, out _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The end of the test.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var server = await ConnectAsync();
                if (server is null) return;
                var (here, there) = (client.GetStream(), server.GetStream());
                // Whichever end closes first, the other is closed too.
                await Task.WhenAny(here.CopyToAsync(there, stop.Token), there.CopyToAsync(here, stop.Token));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // A connection that breaks, breaks for both.
            }
        }
    }

    private async Task<TcpClient?> ConnectAsync()
    {
        for (var tries = 0; tries < servers.Length; tries++)
        {
            var server = servers[Interlocked.Increment(ref next) % servers.Length];
            var connection = new TcpClient();
            try
            {
                await connection.ConnectAsync(IPAddress.Loopback, server.Port, stop.Token);
                Given.AddOrUpdate(server, 1, (_, count) => count + 1);
                return connection;
            }
            catch (SocketException)
            {
                connection.Dispose();
            }
        }

        return null;
    }
}
