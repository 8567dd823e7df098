using System.Net;

namespace TrainingService.Worker.Health;

/// <summary>Asks a running process of this machine for its health: a container without shell or curl has no other way.</summary>
public static class HealthProbe
{
    /// <summary>The argument that makes a program probe and exit.</summary>
    public const string Argument = "--health";

    /// <summary>Gives the exit code: 0 when the process at that port is ready, else 1.</summary>
    public static async Task<int> RunAsync(int port)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://{IPAddress.Loopback}:{port}{HealthEndpoints.Ready}"));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"Port {port} does not answer: {e.Message}");
            return 1;
        }
    }
}
