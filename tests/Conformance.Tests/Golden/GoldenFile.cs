using System.Text;
using System.Text.Json;
using TrainingService.Compute.Data;
using TrainingService.Contracts.Reading;
using TrainingService.Contracts.Specs;

namespace TrainingService.Conformance.Tests.Golden;

/// <summary>What PyTorch did with one network for twenty steps; written by python/make_goldens.py, which says what is in it.</summary>
internal sealed class GoldenFile : IDisposable
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "data");
    private readonly NpzFile arrays;

    private GoldenFile(string name)
    {
        arrays = new NpzFile(Path.Combine(Folder, name + ".npz"));
        Description = JsonDocument.Parse(arrays.Bytes("golden.json")).RootElement;
        var reading = SpecReader.Read(Encoding.UTF8.GetBytes(Description.GetProperty("spec").GetRawText()));
        Spec = reading.Spec is not null && reading.IsValid
            ? reading.Spec
            : throw new InvalidDataException($"{name}: {string.Join("\n", reading.Errors)}");
    }

    /// <summary>Names of all goldens.</summary>
    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder, "*.npz").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal);

    public JsonElement Description { get; }

    public RunSpec Spec { get; }

    public int Rows => Description.GetProperty("schema").GetProperty("rows").GetInt32();

    /// <summary>Batches for one update.</summary>
    public int Accumulation => Description.GetProperty("schema").GetProperty("accumulation").GetInt32();

    /// <summary>Fields of the data.</summary>
    public DataSchema Schema => new(Fields("inputs"), Fields("targets"));

    /// <summary>Parameters that have gradients, in the order of <see cref="Fingerprints"/>.</summary>
    public IReadOnlyList<string> Trained => [.. Description.GetProperty("trained").EnumerateArray().Select(name => name.GetString()!)];

    /// <summary>Mean loss of each step, before its update.</summary>
    public double[] Losses => arrays["losses"].Data;

    public static GoldenFile Open(string name) => new(name);

    /// <summary>All rows of a field, and their lengths where they have any.</summary>
    public (NpyArray Values, NpyArray? Lengths) Field(FieldSchema field) =>
        (arrays[$"rows/{field.Name}"], field.HasLengths ? arrays[$"lengths/{field.Name}"] : null);

    public NpyArray Initial(string parameter) => arrays[$"init/{parameter}"];

    public NpyArray FirstGradient(string parameter) => arrays[$"gradient/{parameter}"];

    public NpyArray Final(string parameter) => arrays[$"final/{parameter}"];

    /// <summary>Names of all parameters, those that no gradient changes included.</summary>
    public IReadOnlyList<string> Parameters => [.. arrays.Names.Where(name => name.StartsWith("init/", StringComparison.Ordinal)).Select(name => name[5..])];

    /// <summary>Norm of each trained parameter's gradient, and its sum weighted with cos(0.7 i + 0.3), for each update.</summary>
    public (double Norm, double Projection)[][] Fingerprints()
    {
        var all = arrays["fingerprints"];
        return [.. all.Data.Chunk(2 * all.Shape[1]).Select(step => step.Chunk(2).Select(pair => (pair[0], pair[1])).ToArray())];
    }

    private List<FieldSchema> Fields(string side) => [.. Description.GetProperty("schema").GetProperty(side).EnumerateArray().Select(field => new FieldSchema(
        field.GetProperty("name").GetString()!,
        Enum.Parse<FieldKind>(field.GetProperty("kind").GetString()!, ignoreCase: true),
        [.. field.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())])
    {
        Classes = field.GetProperty("classes").GetInt32(),
        HasLengths = field.GetProperty("lengths").GetBoolean(),
    })];

    public void Dispose() => arrays.Dispose();
}
