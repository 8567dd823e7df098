using System.Globalization;

namespace TrainingService.Datasets.Preprocessing.Rows;

/// <summary>Names of values as categories.</summary>
internal static class CategoryNames
{
    /// <summary>Texts as codes into a dictionary of their own.</summary>
    public static CategoryChunk Of(IReadOnlyList<string?> texts)
    {
        var codes = new int[texts.Count];
        var names = new List<string>();
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < codes.Length; i++)
        {
            if (texts[i] is not { } text) codes[i] = -1;
            else if (!known.TryGetValue(text, out codes[i]))
            {
                known[text] = codes[i] = names.Count;
                names.Add(text);
            }
        }

        return new CategoryChunk(codes, names);
    }

    /// <summary>The name of a number.</summary>
    public static string? Of(double number) => double.IsNaN(number) ? null : number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Names in order: numbers by size before texts by code points.</summary>
    public static IOrderedEnumerable<string> Sorted(IEnumerable<string> names) => names
        .OrderBy(name => Number(name) is null).ThenBy(name => Number(name) ?? 0).ThenBy(name => name, StringComparer.Ordinal);

    private static double? Number(string name) => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
