using System.Reflection;
using System.Text;

namespace TrainingService.Reference.Tests.Pages;

/// <summary>The members of a record as a table.</summary>
internal static class MemberTable
{
    public static string Write(Type type, IEnumerable<PropertyInfo> members)
    {
        var sample = type.IsAbstract ? null : Activator.CreateInstance(type);
        var text = new StringBuilder("| member | value | default | meaning |\n|---|---|---|---|\n");
        foreach (var member in members)
            text.Append($"| `{SpecTypes.NameOf(member)}` | {Cell(Values.Kind(member))} | {Cell(Values.Default(member, sample))} | {Cell(DocComments.Of(member))} |\n");
        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
