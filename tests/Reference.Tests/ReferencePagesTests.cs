using TrainingService.Reference.Tests.Pages;

namespace TrainingService.Reference.Tests;

public sealed class ReferencePagesTests
{
    [Fact]
    public void The_committed_pages_are_what_the_doc_comments_say()
    {
        var pages = ReferencePages.All();
        var folder = Repository.Path(ReferencePages.Folder);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            foreach (var (name, text) in pages) File.WriteAllText(Path.Combine(folder, name), text);
            foreach (var old in Directory.GetFiles(folder, "*.md").Where(file => !pages.ContainsKey(Path.GetFileName(file)))) File.Delete(old);
        }

        Assert.Equal(pages.Keys.Order(StringComparer.Ordinal), Directory.GetFiles(folder, "*.md").Select(Path.GetFileName).Order(StringComparer.Ordinal)!);
        foreach (var (name, text) in pages)
        {
            Assert.True(
                File.ReadAllText(Path.Combine(folder, name)) == text,
                $"{ReferencePages.Folder}/{name} is out of date. If a doc comment or a spec was changed, run these tests with UPDATE_SNAPSHOTS=1 and commit the pages.");
        }
    }

    [Fact]
    public void Everything_a_spec_may_say_is_explained()
    {
        foreach (var type in SpecTypes.All) Assert.True(DocComments.Of(type).Length > 0, $"{type.Name} has no doc comment.");
        foreach (var member in SpecTypes.All.Where(type => !type.IsEnum && !type.IsValueType).SelectMany(SpecTypes.MembersOf))
            Assert.True(DocComments.Of(member).Length > 0, $"{member.DeclaringType!.Name}.{member.Name} has no doc comment.");
        foreach (var type in SpecTypes.Enums)
            Assert.All(Enum.GetNames(type), value => Assert.True(DocComments.Of(type, value).Length > 0, $"{type.Name}.{value} has no doc comment."));
    }
}
