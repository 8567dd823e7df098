namespace TrainingService.Reference.Tests.Pages;

/// <summary>The runnable specs: docs/reference/specs/PAGE/NAME.json.</summary>
internal static class SpecFiles
{
    /// <summary>Where the spec of a technique lies, relative to the pages.</summary>
    public static string PathOf(Type type, string name) => $"specs/{ReferencePages.PageOf(type)[..^3]}/{name}.json";

    /// <summary>The spec of a technique as a section of its page.</summary>
    public static string Shown(Type type, string name)
    {
        var path = PathOf(type, name);
        var file = Repository.Path($"{ReferencePages.Folder}/{path}");
        if (!File.Exists(file)) return "";
        var text = File.ReadAllText(file).TrimEnd();
        var what = text.Contains("\"reviews\"", StringComparison.Ordinal)
            ? "A spec for a dataset of yours of token ids with a class for each row"
            : text.Contains("\"pairs\"", StringComparison.Ordinal) ? "A spec for a dataset of yours of pairs of texts"
            : "A spec that runs as it is";
        return $"{what} ([file]({path})):\n\n```json\n{text}\n```\n";
    }

    /// <summary>Every technique that needs a spec. Steps on data are shown in docs/preprocessing.md instead: most need data that is not bundled.</summary>
    public static IEnumerable<(Type Type, string Name)> Wanted =>
        SpecTypes.Unions.Where(union => !union.Namespace!.Contains(".Datasets", StringComparison.Ordinal)).SelectMany(union => SpecTypes.KindsOf(union).Select(kind => (union, kind.Name)))
            .Concat(SpecTypes.Enums.Where(ReferencePages.HasPage).SelectMany(type => Enum.GetNames(type)
                .Select(value => (type, System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value)))));
}
