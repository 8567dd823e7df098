using System.Text.Json;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.Search;

/// <summary>A resolved spec as flat parameters: `optimizer.learning_rate` = 0.001.</summary>
public static class SpecParameters
{
    /// <summary>Characters of a name at most; deeper values can't be searched by.</summary>
    public const int MaxName = 200;

    /// <summary>Characters of a value at most; the rest is cut.</summary>
    public const int MaxText = 200;

    /// <summary>Parameters of one run at most; the rest can't be searched by.</summary>
    public const int MaxCount = 2000;

    /// <summary>The run's own columns, not parameters.</summary>
    private static readonly string[] Columns = ["name", "tags"];

    /// <summary>Every value by its path, in the order of the spec. A list of plain values is one value; null is none.</summary>
    public static IEnumerable<KeyValuePair<string, JsonElement>> Flatten(JsonElement spec)
    {
        if (spec.ValueKind is not JsonValueKind.Object) return [];
        return spec.EnumerateObject().Where(member => !Columns.Contains(member.Name)).SelectMany(member => Values(member.Name, member.Value));
    }

    /// <summary>The rows of a run.</summary>
    internal static List<RunParamRow> Rows(Guid runId, string specJson)
    {
        using var spec = JsonDocument.Parse(specJson);
        List<RunParamRow> rows = [];
        Dictionary<string, List<string>> anywhere = [];
        foreach (var (path, value) in Flatten(spec.RootElement))
        {
            if (path.Length > MaxName) continue;
            rows.Add(Row(runId, path, 0, value));
            var elements = value.ValueKind is JsonValueKind.Array ? value.EnumerateArray().ToList() : [value];
            var star = value.ValueKind is JsonValueKind.Array ? Stars(path) + ".*" : Stars(path);
            if (star == path) continue;
            var seen = anywhere.TryGetValue(star, out var known) ? known : anywhere[star] = [];
            foreach (var element in elements)
            {
                var row = Row(runId, star, seen.Count, element);
                if (star.Length > MaxName || seen.Contains(row.Text)) continue;
                seen.Add(row.Text);
                rows.Add(row);
            }
        }

        return rows.Count <= MaxCount ? rows : rows[..MaxCount];
    }

    private static IEnumerable<KeyValuePair<string, JsonElement>> Values(string path, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Values($"{path}.{member.Name}", member.Value)),
        JsonValueKind.Array when value.EnumerateArray().Any(e => e.ValueKind is JsonValueKind.Object or JsonValueKind.Array) =>
            value.EnumerateArray().SelectMany((element, i) => Values($"{path}.{i}", element)),
        _ => [new(path, value)],
    };

    private static RunParamRow Row(Guid runId, string name, int position, JsonElement value)
    {
        var text = value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return new RunParamRow
        {
            RunId = runId,
            Name = name,
            Position = position,
            Number = value.ValueKind is JsonValueKind.Number && value.GetDouble() is var number && double.IsFinite(number) ? number : null,
            Text = text.Length <= MaxText ? text : text[..MaxText],
        };
    }

    private static string Stars(string path) => string.Join('.', path.Split('.').Select(part => part.All(char.IsAsciiDigit) ? "*" : part));
}
