using System.Text;
using TrainingService.Contracts.Reading;
using TrainingService.Contracts.Validation;

namespace TrainingService.Contracts.Tests.Reading;

/// <summary>Spec texts for tests: a small good one, with parts put in, and the examples.</summary>
internal static class Specs
{
    public static string ExampleFolder => Path.Combine(AppContext.BaseDirectory, "examples");

    public static IEnumerable<string> ExampleNames => Directory.EnumerateFiles(ExampleFolder, "*.json", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(ExampleFolder, path)).Order(StringComparer.Ordinal);

    public static byte[] Example(string name) => File.ReadAllBytes(Path.Combine(ExampleFolder, name));

    /// <summary>A good spec with one layer and more members after it, both as JSON text.</summary>
    public static string With(string layer = """{"type":"dense","units":10}""", string more = "", string loss = "\"cross_entropy\"", string dataset = """{"name":"digits"}""") =>
        $$"""{"dataset":{{dataset}},"model":{"layers":[{{layer}}]},"loss":{{loss}}{{(more.Length > 0 ? "," + more : "")}}}""";

    public static SpecReading Read(string json) => SpecReader.Read(Encoding.UTF8.GetBytes(json));

    public static SpecError OnlyError(string json) => Assert.Single(Read(json).Errors);
}
