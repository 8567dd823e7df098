using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TrainingService.Browser.Tests.Hosting;

/// <summary>The Api program as users start it: its own process, embedded mode unless told otherwise, a fresh data folder, a free port on localhost.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly Process process;
    private readonly string dataFolder;
    private readonly StringBuilder output = new();

    private ApiProcess(Process process, Uri address, string dataFolder)
    {
        this.process = process;
        this.dataFolder = dataFolder;
        Address = address;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    public Uri Address { get; }

    public string DataFolder => dataFolder;

    /// <param name="settings">Settings beyond the usual ones: with a connection string several share a database, and none trains.</param>
    public static async Task<ApiProcess> StartAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        var root = RepositoryRoot();
        // artifacts/bin/<project>/<configuration>/: the program is tested in the configuration that the tests were built in.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var program = Path.Combine(root, "artifacts", "bin", "Api", configuration, "TrainingService.Api.dll");
        if (!File.Exists(program)) throw new FileNotFoundException("The Api program is not built; `dotnet build src/Api` makes it.", program);

        var folder = Directory.CreateTempSubdirectory("training-browser-tests-").FullName;
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [program])
        {
            WorkingDirectory = Path.Combine(root, "src", "Api"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["Storage__DataFolder"] = folder;
        start.Environment.Remove("ConnectionStrings__Training");
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) start.Environment[name] = value;

        var api = new ApiProcess(Process.Start(start)!, address, folder);
        api.process.BeginOutputReadLine();
        api.process.BeginErrorReadLine();
        try
        {
            await api.WaitUntilReadyAsync();
            return api;
        }
        catch
        {
            await api.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it without a word, as a crash does.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
        if (Directory.Exists(dataFolder)) Directory.Delete(dataFolder, recursive: true);
    }

    private async Task WaitUntilReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < StartLimit)
        {
            if (process.HasExited) throw new InvalidOperationException($"The Api program ended with code {process.ExitCode}:\n{Output()}");
            try
            {
                if ((await client.GetAsync(new Uri("api/v1/runs", UriKind.Relative))).IsSuccessStatusCode) return;
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet.
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"The Api program was not ready within {StartLimit.TotalSeconds} s:\n{Output()}");
    }

    private void Keep(string? line)
    {
        lock (output) output.AppendLine(line);
    }

    private string Output()
    {
        lock (output) return output.ToString();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TrainingService.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests don't lie within the repository, so the Api program can't be found.");
    }
}
