using System.Text.Json;
using TrainingService.Compute.Data;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Reading;
using TrainingService.Contracts.Specs;

namespace TrainingService.Bench.Workloads;

/// <summary>A run spec with the shape of its data, which is declared in <c>data/NAME.json</c> beside the workloads, NAME being the spec's dataset.</summary>
/// <param name="Path">The spec's file.</param>
/// <param name="Spec">What is trained.</param>
/// <param name="Schema">The data's fields.</param>
internal sealed record WorkloadFile(string Path, RunSpec Spec, DataSchema Schema)
{
    /// <summary>Arguments that name it to a process of ours.</summary>
    public IReadOnlyList<string> Arguments { get; private init; } = [];

    private static string Folder => System.IO.Path.Combine(AppContext.BaseDirectory, "workloads");

    /// <summary>The workloads of the comparison, by name.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["mlp", "mlp-large", "lenet", "cnn-bn", "resnet18-cifar", "lstm", "gru", "rnn-tanh", "seq2seq", "transformer", "segnet", "autoencoder-upsample"];

    /// <summary>Reads one of <see cref="Names"/>.</summary>
    public static WorkloadFile Named(string name) => Names.Contains(name)
        ? Read(System.IO.Path.Combine(Folder, name + ".json"), null) with { Arguments = [name] }
        : throw new BenchException($"No workload \"{name}\". There are: {string.Join(", ", Names)}. For a spec of yours: --spec FILE.");

    /// <summary>Reads a spec and the schema of its data.</summary>
    /// <param name="path">The spec.</param>
    /// <param name="schemaPath">The schema; null looks for the dataset's name among those declared.</param>
    public static WorkloadFile Read(string path, string? schemaPath)
    {
        var reading = SpecReader.Read(Bytes(path));
        if (reading.Spec is not { } spec || reading.Errors.Count > 0) throw new BenchException($"{path}:\n{string.Join("\n", reading.Errors)}");
        var declared = schemaPath ?? System.IO.Path.Combine(Folder, "data", spec.Dataset.Name + ".json");
        if (schemaPath is null && !File.Exists(declared)) throw new BenchException(Undeclared(path, spec.Dataset.Name));
        try
        {
            var schema = JsonSerializer.Deserialize<DataSchema>(Bytes(declared), ContractsJson.Options);
            return new WorkloadFile(path, spec, schema ?? throw new BenchException($"{declared} holds null, expected inputs and targets."))
            {
                Arguments = ["--spec", path, "--data", declared],
            };
        }
        catch (JsonException error)
        {
            throw new BenchException($"{declared}: {error.Message}");
        }
    }

    private static byte[] Bytes(string path) =>
        File.Exists(path) ? File.ReadAllBytes(path) : throw new BenchException($"There is no file {path}.");

    private static string Undeclared(string path, string dataset) =>
        $$"""
        {{path}} trains on "{{dataset}}", whose shape is not declared. Give it by --data FILE with, for example,
          { "inputs": [{ "name": "input", "kind": "floats", "shape": [32, 32, 3] }], "targets": [{ "name": "target", "kind": "labels", "shape": [], "classes": 10 }] }
        kind is bytes, floats, tokens or labels. Declared are: {{string.Join(", ", Directory.GetFiles(System.IO.Path.Combine(Folder, "data")).Select(System.IO.Path.GetFileNameWithoutExtension).Order())}}.
        """;
}
