using System.Text;
using System.Text.Json;

namespace TrainingService.Reference.Tests.Pages;

/// <summary>The page of a set of names, each a technique without members.</summary>
internal static class EnumPage
{
    public static string Write(Type type)
    {
        var text = new StringBuilder($"# {ReferencePages.TitleOf(type)}\n\n{DocComments.Of(type)}\n");
        foreach (var value in Enum.GetNames(type))
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(value);
            text.Append($"\n## {name}\n\n{DocComments.Of(type, value)}\n\n{SpecFiles.Shown(type, name)}");
        }

        return text.ToString();
    }
}
