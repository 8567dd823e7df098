using System.Diagnostics;
using System.Globalization;

namespace TrainingService.Tests.Shared.Postgres;

/// <summary>The files and the process of a throw-away Postgres cluster.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private const string ServerUser = "postgres";

    private readonly string _programs;
    private readonly string _folder;
    private bool _running;

    private PostgresCluster(string programs, string folder)
    {
        _programs = programs;
        _folder = folder;
        // A test host that ends without disposing its fixtures must not leave a server behind.
        AppDomain.CurrentDomain.ProcessExit += StopAtExit;
    }

    private string DataFolder => Path.Combine(_folder, "data");

    public static async Task<PostgresCluster> CreateAsync()
    {
        var cluster = new PostgresCluster(FindPrograms(), Path.Combine("/tmp", $"training-pg-{Guid.NewGuid():N}"));
        await cluster.RunAsync("/bin/mkdir", "-m", "700", cluster._folder);
        await cluster.RunAsync(
            Path.Combine(cluster._programs, "initdb"),
            "-D", cluster.DataFolder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        return cluster;
    }

    public async Task StartAsync(int port)
    {
        // fsync off: the data outlives a killed server, not a killed machine, and tests need no more.
        var options = string.Create(
            CultureInfo.InvariantCulture, $"-p {port} -h 127.0.0.1 -k {_folder} -F -c max_connections=200 -c shared_buffers=32MB");
        await RunAsync(PgCtl, "-D", DataFolder, "-l", Path.Combine(_folder, "log"), "-o", options, "-w", "-t", "60", "start");
        _running = true;
    }

    public async Task StopAsync()
    {
        if (!_running) return;
        _running = false;
        await RunAsync(PgCtl, "-D", DataFolder, "-m", "immediate", "-w", "stop");
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= StopAtExit;
        await StopAsync();
        await RunAsync("/bin/rm", "-rf", _folder);
    }

    private string PgCtl => Path.Combine(_programs, "pg_ctl");

    private static string FindPrograms()
    {
        const string debian = "/usr/lib/postgresql";
        var folders = Directory.Exists(debian)
            ? Directory.GetDirectories(debian).OrderByDescending(f => int.TryParse(Path.GetFileName(f), out var v) ? v : 0).Select(f => Path.Combine(f, "bin"))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Concat(path).FirstOrDefault(f => File.Exists(Path.Combine(f, "initdb")))
            ?? throw new InvalidOperationException(
                "These tests need PostgreSQL's server programs (initdb, pg_ctl): install the package 'postgresql', "
                + $"or name a running server in {PostgresServer.ExternalVariable}.");
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(Command(program, arguments))!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode == 0) return;
        var log = Path.Combine(_folder, "log");
        var tail = File.Exists(log) ? string.Join('\n', (await File.ReadAllLinesAsync(log)).TakeLast(20)) : "";
        throw new InvalidOperationException($"{Path.GetFileName(program)} ended with {process.ExitCode}.\n{output}\n{tail}");
    }

    private static ProcessStartInfo Command(string program, string[] arguments)
    {
        // The server refuses to run as root. The shell joins stderr to stdout, closes stdin, and gives the daemon none of our pipes to hold open.
        string[] prefix = Environment.UserName == "root" ? ["runuser", "-u", ServerUser, "--"] : [];
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, WorkingDirectory = "/" };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("out=$(mktemp) && \"$@\" >\"$out\" 2>&1 </dev/null; code=$?; cat \"$out\"; rm -f \"$out\"; exit $code");
        start.ArgumentList.Add("sh");
        foreach (var argument in prefix.Append(program).Concat(arguments)) start.ArgumentList.Add(argument);
        return start;
    }

    private void StopAtExit(object? sender, EventArgs e)
    {
        if (!_running) return;
        using var process = Process.Start(Command(PgCtl, ["-D", DataFolder, "-m", "immediate", "-w", "stop"]))!;
        process.WaitForExit();
        using var remove = Process.Start(Command("/bin/rm", ["-rf", _folder]))!;
        remove.WaitForExit();
    }
}
