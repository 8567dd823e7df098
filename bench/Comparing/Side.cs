using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TrainingService.Bench.Measuring;

namespace TrainingService.Bench.Comparing;

/// <summary>One engine in a process of its own, trained a window at a time.</summary>
internal sealed class Side : IDisposable
{
    private readonly Process process;
    private readonly Task<string> complaints;

    private Side(string name, Process process)
    {
        (Name, this.process) = (name, process);
        complaints = process.StandardError.ReadToEndAsync();
    }

    /// <summary>`ours`, `tuned` or `stock`.</summary>
    public string Name { get; }

    /// <summary>What it told at its start.</summary>
    public Introduction Introduction { get; private set; } = null!;

    /// <summary>Starts our engine.</summary>
    /// <param name="arguments">Which workload: a name, or --spec and --data.</param>
    /// <param name="threads">Its threads.</param>
    public static Task<Side> OursAsync(IEnumerable<string> arguments, int threads) => StartAsync(
        "ours", new ProcessStartInfo(Environment.ProcessPath!, [.. arguments, "--serve", "--threads", Text(threads)]));

    /// <summary>Starts libtorch.</summary>
    /// <param name="kind">tuned or stock.</param>
    /// <param name="workload">Name of the workload.</param>
    /// <param name="threads">Its threads.</param>
    /// <param name="convolutional">Whether channels_last pays.</param>
    /// <param name="options">Where it is.</param>
    public static Task<Side> LibtorchAsync(string kind, string workload, int threads, bool convolutional, BenchOptions options)
    {
        List<string> arguments = ["--serve", "--workload", workload, "--threads", Text(threads)];
        if (kind == "tuned") arguments.AddRange(["--mkl-native-isa", "--flush-denormal", "--opt", "fused", "--layout", convolutional ? "nhwc" : "nchw"]);
        else arguments.AddRange(["--opt", "stock"]);
        var start = new ProcessStartInfo(options.PeerProgram!, arguments) { Environment = { ["OMP_NUM_THREADS"] = Text(threads) } };
        if (kind == "tuned" && options.PeerAllocator is { } allocator) start.Environment["LD_PRELOAD"] = allocator;
        return StartAsync(kind, start);
    }

    /// <summary>Trains for some seconds.</summary>
    public async Task<Window> TrainAsync(double seconds)
    {
        await process.StandardInput.WriteLineAsync(seconds.ToString(CultureInfo.InvariantCulture));
        await process.StandardInput.FlushAsync();
        return await ReadAsync<Window>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(10))) process.Kill();
        process.Dispose();
    }

    private static async Task<Side> StartAsync(string name, ProcessStartInfo start)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        var side = new Side(name, Process.Start(start)!);
        side.Introduction = await side.ReadAsync<Introduction>();
        return side;
    }

    private async Task<T> ReadAsync<T>() => await process.StandardOutput.ReadLineAsync() is { } line
        ? JsonSerializer.Deserialize<T>(line, JsonLines.Options)!
        : throw new BenchException($"{Name} ended without an answer:\n{await complaints}");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
