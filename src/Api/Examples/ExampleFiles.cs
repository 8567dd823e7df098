using System.Text.Json;
using TrainingService.Contracts.Examples;

namespace TrainingService.Api.Examples;

/// <summary>The example specs that lie beside the program, read once.</summary>
public sealed class ExampleFiles
{
    /// <summary>The folder with them.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "examples");

    /// <summary>All examples, by file name.</summary>
    public IReadOnlyList<ExampleResource> Examples { get; } =
        Directory.Exists(Folder) ? [.. Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal).Select(Read)] : [];

    private static ExampleResource Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var name = Path.GetFileNameWithoutExtension(path);
        var title = document.RootElement.TryGetProperty("name", out var given) ? given.GetString() : null;
        return new ExampleResource(name, title ?? name, document.RootElement.Clone());
    }
}
