using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrainingService.Bench.Service;

/// <summary>Bare steps of a network on drawn data, by bench/run.sh's engine side in a process of its own.</summary>
internal sealed class BareSteps : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;
    private readonly int _batch;

    private BareSteps(Process process, string folder, int batch) => (_process, _folder, _batch) = (process, folder, batch);

    /// <summary>Starts it and trains its first steps.</summary>
    /// <param name="spec">The run's spec; augmentation is left out, for it is no part of the step.</param>
    /// <param name="schema">The shape of its data.</param>
    /// <param name="threads">Threads that compute.</param>
    /// <param name="priority">Real-time priority; 0 for none.</param>
    public static async Task<BareSteps> StartAsync(JsonObject spec, string schema, int threads, int priority)
    {
        var folder = Directory.CreateTempSubdirectory("bare-steps-").FullName;
        var bare = (JsonObject)spec.DeepClone();
        ((JsonObject)bare["dataset"]!).Remove("augmentation");
        await File.WriteAllTextAsync(Path.Combine(folder, "spec.json"), bare.ToJsonString());
        await File.WriteAllTextAsync(Path.Combine(folder, "data.json"), schema);
        var process = Process.Start(Programs.WithPriority(
            Programs.Built("Bench"),
            ["--serve", "--spec", Path.Combine(folder, "spec.json"), "--data", Path.Combine(folder, "data.json"), "--threads", $"{threads}"],
            priority, input: true))!;
        if (await process.StandardOutput.ReadLineAsync() is null) throw new InvalidOperationException("The bare steps ended; what they said is above.");
        return new BareSteps(process, folder, (int)bare["training"]!["batch_size"]!);
    }

    /// <summary>Trains for some seconds.</summary>
    public async Task<double> SamplesPerSecondAsync(int seconds)
    {
        await _process.StandardInput.WriteLineAsync(seconds.ToString(CultureInfo.InvariantCulture));
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The bare steps ended; what they said is above.");
        var steps = JsonNode.Parse(line)!["steps"]!.Deserialize<double[]>()!;
        return _batch * steps.Length / steps.Sum();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
