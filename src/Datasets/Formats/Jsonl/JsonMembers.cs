using System.Text;
using System.Text.Json;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Formats.Tables;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Jsonl;

/// <summary>One member of the objects: what its values are.</summary>
internal sealed class JsonMember(string name)
{
    private const int MostSamples = 1000;

    private readonly List<byte[]> samples = [];
    private bool hasScalars;
    private bool hasOthers;

    /// <summary>Its name; those of inner objects parted by points.</summary>
    public string Name { get; } = name;

    /// <summary>Length of its arrays of numbers when all have the same; else null.</summary>
    public int? Size { get; private set; }

    /// <summary>Whether values are kept as JSON text though they have a structure.</summary>
    public bool IsRaw => hasOthers;

    /// <summary>Looks at a value.</summary>
    public void Add(JsonElement value, ImportContext context, ImportFile file, long line)
    {
        if (value.ValueKind is JsonValueKind.Null) return;
        if (value.ValueKind == JsonValueKind.Array && !hasScalars && !hasOthers && IsNumbers(value)
            && (Size is null || Size == value.GetArrayLength()) && value.GetArrayLength() > 0)
        {
            Size = value.GetArrayLength();
            return;
        }

        if (Size is not null || value.ValueKind == JsonValueKind.Array) hasOthers = true;
        hasScalars = true;
        Size = null;
        var text = value.ValueKind == JsonValueKind.String ? Text(value, file, line, Name) : value.GetRawText();
        if (text.Length > context.Limits.CellBytes) throw Problems.TooLarge(file.Name, $"{text.Length:n0} letters in a value",
            $"at most {context.Limits.CellBytes:n0}", line, Name);
        if (samples.Count < MostSamples) samples.Add(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>How it is read, unless it is a tensor.</summary>
    public TableColumn ToColumn(ImportOptions options)
    {
        var guess = CellGuess.Guess(Name, samples, options, (byte)'.');
        return hasOthers && !guess.IsForced ? guess.AsText(options) : guess;
    }

    private static bool IsNumbers(JsonElement array)
    {
        foreach (var value in array.EnumerateArray())
        {
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || !float.IsFinite((float)number)) return false;
        }

        return true;
    }

    private static string Text(JsonElement value, ImportFile file, long line, string column)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            // Half of a surrogate pair, or bytes that are not UTF-8.
            throw new DatasetProblemException(
                new DatasetProblem("bad_encoding", "The text holds letters that do not exist.", file.Name, line, column, "valid Unicode"), exception);
        }
    }
}

/// <summary>All members of all objects, in the order in which they first appear.</summary>
internal sealed class JsonMembers(ImportContext context)
{
    private readonly Dictionary<string, JsonMember> byName = new(StringComparer.Ordinal);
    private readonly List<JsonMember> members = [];

    public IReadOnlyList<JsonMember> All => members;

    /// <summary>Looks at an object.</summary>
    public void Add(ImportFile file, JsonElement line, long row)
    {
        foreach (var (name, value) in Flatten(line))
        {
            if (!byName.TryGetValue(name, out var member))
            {
                members.Add(byName[name] = member = new JsonMember(name));
                context.CheckColumns(members.Count, file.Name);
            }

            member.Add(value, context, file, row);
        }
    }

    /// <summary>What a user should know.</summary>
    public IReadOnlyList<DatasetWarning> Warnings() =>
        [.. members.Where(member => member.IsRaw && member.Size is null).Select(member => new DatasetWarning(
        "nested_values", "The values have a structure of their own; they are kept as JSON text.", member.Name,
            Remedy: "Arrays of numbers must all have one length to become a tensor."))];

    /// <summary>Members with those of inner objects in their place.</summary>
    public static IEnumerable<(string Name, JsonElement Value)> Flatten(JsonElement item, string prefix = "")
    {
        foreach (var member in item.EnumerateObject())
        {
            var name = prefix + member.Name;
            if (member.Value.ValueKind != JsonValueKind.Object)
            {
                yield return (name, member.Value);
                continue;
            }

            foreach (var inner in Flatten(member.Value, name + ".")) yield return inner;
        }
    }
}
