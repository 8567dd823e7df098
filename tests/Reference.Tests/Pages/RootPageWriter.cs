using System.Text;
using System.Text.Json;

namespace TrainingService.Reference.Tests.Pages;

/// <summary>The page of the spec itself and of the plain objects in it.</summary>
internal static class RootPageWriter
{
    public static string Write(IReadOnlyList<Type> records)
    {
        var text = new StringBuilder();
        foreach (var record in records)
        {
            text.Append(text.Length == 0 ? "# " : "\n## ").Append(ReferencePages.Title(record)).Append("\n\n").Append(DocComments.Of(record)).Append("\n\n");
            text.Append(MemberTable.Write(record, SpecTypes.MembersOf(record)));
        }

        var names = SpecTypes.Enums.Where(type => !ReferencePages.HasPage(type)).ToList();
        if (names.Count > 0) text.Append("\n## Names\n");
        foreach (var type in names)
        {
            text.Append($"\n**{ReferencePages.Noun(type)}**: {DocComments.Of(type)}\n\n");
            foreach (var value in Enum.GetNames(type)) text.Append($"- `{JsonNamingPolicy.SnakeCaseLower.ConvertName(value)}`: {DocComments.Of(type, value)}\n");
        }

        return text.ToString();
    }
}
