using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TrainingService.Tests.Shared.Stored;

namespace TrainingService.Bench.Service;

/// <summary>The service's programs as processes of their own, over a bench's database. Killed when disposed.</summary>
internal sealed class Programs : IAsyncDisposable
{
    private readonly Process _process;

    private Programs(Process process, Uri address) => (_process, Address) = (process, address);

    /// <summary>Where the API listens.</summary>
    public Uri Address { get; }

    /// <summary>The process.</summary>
    public Process Process => _process;

    /// <summary>Starts the API and waits until it answers.</summary>
    /// <param name="assembly">…/TrainingService.Api.dll; null for the one that was built beside this bench.</param>
    /// <param name="service">Its database.</param>
    /// <param name="threads">Threads of a run; 0 leaves it to the program.</param>
    /// <param name="priority">Real-time priority; 0 for none.</param>
    public static async Task<Programs> ApiAsync(string? assembly, StoredService service, int threads = 0, int priority = 0)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        Dictionary<string, string> settings = new() { ["ASPNETCORE_URLS"] = address.ToString() };
        if (threads > 0) settings["Worker__Threads"] = $"{threads}";
        var api = new Programs(Start(assembly ?? Built("Api"), service, settings, priority), address);
        using var client = new HttpClient { BaseAddress = address };
        while (true)
        {
            if (api._process.HasExited) throw new InvalidOperationException("The API ended; what it said is above.");
            try
            {
                if ((await client.GetAsync(new Uri("/healthz/ready", UriKind.Relative))).IsSuccessStatusCode) return api;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(200);
        }
    }

    /// <summary>Starts a worker.</summary>
    public static Programs Worker(string? assembly, StoredService service, int slots, int threads) => new(
        Start(assembly ?? Built("Worker"), service, new()
        {
            ["Worker__Slots"] = $"{slots}", ["Worker__Threads"] = $"{threads}", ["Worker__HealthPort"] = "0",
            // What runs' logs get too.
            ["Logging__LogLevel__TrainingService.Worker.Runs"] = "Information",
        }),
        new Uri("about:blank"));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Start(string assembly, StoredService service, Dictionary<string, string> settings, int priority = 0)
    {
        if (!File.Exists(assembly)) throw new FileNotFoundException("The program is not built: `dotnet build TrainingService.sln -c Release` makes it.", assembly);
        var start = WithPriority(assembly, [], priority);
        start.Environment["ConnectionStrings__Training"] = service.Options.ConnectionString;
        start.Environment["Storage__DataFolder"] = service.Options.DataFolder;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
        return process;
    }

    /// <summary>How a program is started from its assembly.</summary>
    internal static ProcessStartInfo WithPriority(string assembly, string[] arguments, int priority, bool input = false) =>
        new(priority > 0 ? "chrt" : "dotnet", [.. priority > 0 ? new[] { "-r", $"{priority}", "dotnet" } : [], assembly, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardInput = input,
        };

    /// <summary>artifacts/bin/ServiceBench/release → artifacts/bin/PROJECT/release.</summary>
    internal static string Built(string project)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, $"TrainingService.{project}.dll");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
