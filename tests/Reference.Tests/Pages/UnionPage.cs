using System.Text;

namespace TrainingService.Reference.Tests.Pages;

/// <summary>The page of a base type: what all kinds share, then each kind with its members and a spec that uses it.</summary>
internal static class UnionPage
{
    public static string Write(Type union)
    {
        var kinds = SpecTypes.KindsOf(union);
        var text = new StringBuilder($"# {ReferencePages.TitleOf(union)}\n\n{DocComments.Of(union)}\n\n");
        text.Append($"{string.Join(" · ", kinds.Select(kind => $"[`{kind.Name}`](#{ReferencePages.Anchor(kind.Name)})"))}\n");
        var shared = SpecTypes.MembersOf(union).Where(member => member.GetMethod is { IsAbstract: false }).ToList();
        if (shared.Count > 0) text.Append($"\nAll of them have:\n\n{MemberTable.Write(union, shared)}");
        foreach (var (name, type) in kinds)
        {
            text.Append($"\n## {name}\n\n{DocComments.Of(type)}\n\n");
            var own = SpecTypes.MembersOf(type).Where(member => shared.All(other => other.Name != member.Name)).ToList();
            if (own.Count > 0) text.Append(MemberTable.Write(type, own)).Append('\n');
            text.Append(SpecFiles.Shown(union, name));
        }

        return text.ToString();
    }
}
