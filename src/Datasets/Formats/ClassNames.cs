using System.Globalization;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats;

/// <summary>Names of classes for formats that hold numbers only: from the options, from a `labels.txt` among the files, or the numbers
/// themselves.</summary>
internal static class ClassNames
{
    private static readonly string[] FileNames = ["labels.txt", "classes.txt", "batches.meta.txt", "class_names.txt", "names.txt", "label_names.txt"];

    /// <summary>Whether a file only lists class names.</summary>
    public static bool IsList(ImportFile file) => FileNames.Contains(Path.GetFileName(file.Name), StringComparer.OrdinalIgnoreCase);

    /// <summary>The names that options or files give, or null.</summary>
    /// <exception cref="DatasetProblemException">A name is there twice or there are too many.</exception>
    public static IReadOnlyList<string>? Given(ImportContext context)
    {
        var file = context.Files.FirstOrDefault(IsList);
        if (context.Options.Classes is { } classes) return Check(classes, "the option classes", context.Limits);
        if (file is null) return null;
        var bytes = WholeDocument.Read(file, context.Limits);
        if (!System.Text.Unicode.Utf8.IsValid(bytes)) throw Problems.At("bad_encoding", file.Name, "The class names are not UTF-8.",
            expected: "UTF-8, one name per line");
        var lines = System.Text.Encoding.UTF8.GetString(bytes).TrimStart('\ufeff').Split('\n').Select(line => line.Trim()).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        return Check(lines, file.Name, context.Limits);
    }

    /// <summary>Names for the classes 0 to <paramref name="largest"/>: the given ones, if they are enough, else the numbers.</summary>
    /// <exception cref="DatasetProblemException">A class has no name, or there are too many.</exception>
    public static IReadOnlyList<string> UpTo(long largest, IReadOnlyList<string>? given, string file, ImportLimits limits)
    {
        if (largest >= limits.Classes) throw Problems.TooLarge(file, $"{largest + 1:n0} classes", $"at most {limits.Classes:n0}");
        if (given is null) return [.. Enumerable.Range(0, (int)largest + 1).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        if (largest < given.Count) return given;
        throw Problems.At("bad_class", file, $"The class {largest} has no name.",
            expected: $"classes 0 to {given.Count - 1}, as {given.Count} names are given");
    }

    /// <summary>Refuses options for columns that are not there.</summary>
    public static void CheckOptions(ImportOptions options, IReadOnlyCollection<string> columns, string file)
    {
        foreach (var name in (options.Columns?.Keys ?? []).Append(options.Target).OfType<string>())
        {
            if (columns.Contains(name)) continue;
            throw Problems.At("unknown_column", file, $"The options name a column {Problems.Quote(name)} that is not there.",
                expected: string.Join(", ", columns.Take(50)));
        }
    }

    private static IReadOnlyList<string> Check(IReadOnlyList<string> names, string source, ImportLimits limits)
    {
        if (names.Count > limits.Classes) throw Problems.TooLarge(source, $"{names.Count:n0} classes", $"at most {limits.Classes:n0}");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length > 0 && seen.Add(names[i])) continue;
            throw Problems.At("bad_class_names", source, names[i].Length == 0 ? "A class name is empty."
                : $"The class {Problems.Quote(names[i])} is there twice.", i + 1, expected: "one name per line, each once");
        }

        return names;
    }
}
