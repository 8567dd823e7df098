using System.Text.Json;
using TrainingService.Contracts.Specs;

namespace TrainingService.Reference.Tests.Pages;

/// <summary>Which page says what, and links between them.</summary>
internal static class ReferencePages
{
    /// <summary>Folder of the pages.</summary>
    public const string Folder = "docs/reference";

    private const string RootPage = "run-spec.md";

    /// <summary>All pages by file name, index last.</summary>
    public static IReadOnlyDictionary<string, string> All()
    {
        var pages = SpecTypes.Unions.ToDictionary(PageOf, union => UnionPage.Write(union));
        foreach (var names in SpecTypes.Enums.Where(HasPage)) pages[PageOf(names)] = EnumPage.Write(names);
        pages[RootPage] = RootPageWriter.Write([.. SpecTypes.Records]);
        pages["README.md"] = Index(pages.Keys);
        return pages;
    }

    /// <summary>Where a type is described, as a Markdown link; null for sets of names, which are spelled out where they are used.</summary>
    public static string? LinkTo(Type type)
    {
        if (SpecTypes.UnionOf(type) is { } union) return $"[{Noun(type)}]({PageOf(union)}#{Anchor(SpecTypes.KindsOf(union).First(kind => kind.Type == type).Name)})";
        if (SpecTypes.IsUnion(type) || HasPage(type)) return $"[{Noun(type)}]({PageOf(type)})";
        return type.IsEnum ? null : $"[object]({RootPage}#{Anchor(Title(type))})";
    }

    /// <summary>Sets of names that are techniques in themselves.</summary>
    public static bool HasPage(Type type) => type.IsEnum && type.Name is "Activation";

    /// <summary>`LayerSpec` is described in layers.md.</summary>
    public static string PageOf(Type type) => Plural(Noun(type)).Replace(' ', '-') + ".md";

    /// <summary>Heading of a page: Layers.</summary>
    public static string TitleOf(Type type) => Capital(Plural(Noun(type)));

    /// <summary>Heading of a record: Early stopping.</summary>
    public static string Title(Type type) => type == typeof(RunSpec) ? "The spec" : Capital(Noun(type));

    public static string Anchor(string heading) => heading.ToLowerInvariant().Replace(' ', '-');

    /// <summary>`EarlyStoppingSpec` is early stopping, `MetricSpec` a metric.</summary>
    public static string Noun(Type type)
    {
        var name = type.Name;
        foreach (var ending in new[] { "Spec", "Kind" })
        {
            if (name.EndsWith(ending, StringComparison.Ordinal) && name.Length > ending.Length) name = name[..^ending.Length];
        }

        return JsonNamingPolicy.SnakeCaseLower.ConvertName(name).Replace('_', ' ');
    }

    private static string Plural(string noun) => noun.EndsWith('s') ? noun + "es"
        : noun.EndsWith("ing", StringComparison.Ordinal) ? noun
        : noun.EndsWith('y') ? noun[..^1] + "ies" : noun + "s";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Index(IEnumerable<string> pages) => $"""
        # Reference

        Everything that a spec may say, made from the doc comments of `src/Contracts` by `tests/Reference.Tests` (with `UPDATE_SNAPSHOTS=1`).
        Every technique has a spec under [specs/](specs/) that runs as it is; the tests run them all.

        {string.Join("\n", pages.Order(StringComparer.Ordinal).Select(page => $"- [{Capital(page[..^3].Replace('-', ' '))}]({page})"))}

        Conventions (layouts, padding, epsilons, and where PyTorch or Keras differ) are in [engine.md](../engine.md#conventions).

        """;
}
