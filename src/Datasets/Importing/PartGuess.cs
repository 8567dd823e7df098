using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Importing;

/// <summary>Which part a file belongs to, from the options or from the words of its name and folders: train, t10k, test, valid, val, dev.</summary>
internal static class PartGuess
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = DatasetPart.Train, ["training"] = DatasetPart.Train, ["trainset"] = DatasetPart.Train,
        ["valid"] = DatasetPart.Validation, ["validation"] = DatasetPart.Validation, ["val"] = DatasetPart.Validation,
            ["dev"] = DatasetPart.Validation,
        ["test"] = DatasetPart.Test, ["testing"] = DatasetPart.Test, ["t10k"] = DatasetPart.Test, ["testset"] = DatasetPart.Test,
    };

    /// <summary>The part that a name says, or null. Of several words the last one counts: "test/train.csv" is a file of the training part.</summary>
    public static string? FromName(string name)
    {
        string? found = null;
        foreach (var word in Split(name))
        {
            if (Words.TryGetValue(word.TrimEnd("0123456789".ToCharArray()), out var part) || Words.TryGetValue(word, out part)) found = part;
        }

        return found;
    }

    /// <summary>The part that the options give a file, or null.</summary>
    /// <exception cref="DatasetProblemException">The options name no part.</exception>
    public static string? FromOptions(string name, IReadOnlyDictionary<string, string>? parts)
    {
        foreach (var (pattern, part) in parts ?? new Dictionary<string, string>())
        {
            if (!DatasetPart.Names.Contains(part))
            {
                throw Problems.At("unknown_part", null, $"The option parts gives {Problems.Quote(pattern)} the part {Problems.Quote(part)}.",
                    expected: string.Join(", ", DatasetPart.Names));
            }

            if (System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)) return part;
            if (System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(name), ignoreCase: false)) return part;
        }

        return null;
    }

    /// <summary>Gives every file a part. Files that say none belong to `train` when others are `validation` or `test`, else to `all`.</summary>
    public static IReadOnlyList<ImportFile> Assign(IReadOnlyList<ImportFile> files, IReadOnlyDictionary<string, string>? parts)
    {
        ImportFile[] told = [.. files.Select(file => file with { Part = FromOptions(file.Name, parts) ?? file.Part ?? FromName(file.Name) })];
        var rest = told.Any(file => file.Part is not (null or DatasetPart.All)) ? DatasetPart.Train : DatasetPart.All;
        return [.. told.Select(file => file with { Part = file.Part ?? rest })];
    }

    private static string[] Split(string name) => name.Split('/', '-', '_', '.', ' ', '\\');
}
