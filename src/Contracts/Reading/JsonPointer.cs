using System.Globalization;

namespace TrainingService.Contracts.Reading;

/// <summary>A place in a JSON document. Its text (RFC 6901, as a URI fragment) is made only when an error needs it.</summary>
internal sealed class JsonPointer
{
    /// <summary>Longer member names are cut: a pointer is for people and programs that look, not for hostile megabytes.</summary>
    private const int LongestToken = 100;

    private readonly JsonPointer? parent;
    private readonly string? name;
    private readonly int index;

    private JsonPointer(JsonPointer? parent, string? name, int index)
    {
        this.parent = parent;
        this.name = name;
        this.index = index;
    }

    /// <summary>The whole document.</summary>
    public static JsonPointer Root { get; } = new(null, null, 0);

    /// <summary>How a sentence names the place: `units`, `layers[3]`, `the body`.</summary>
    public string Label => parent is null ? "the body" : name is not null ? Shown.Cut(name, LongestToken) : string.Create(CultureInfo.InvariantCulture, $"{parent.Label}[{index}]");

    public JsonPointer To(string member) => new(this, member, 0);

    public JsonPointer To(int item) => new(this, null, item);

    public override string ToString() => parent is null ? "#" : $"{parent}/{Token}";

    private string Token => name is null
        ? index.ToString(CultureInfo.InvariantCulture)
        : Uri.EscapeDataString(Shown.Cut(name, LongestToken).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
}
