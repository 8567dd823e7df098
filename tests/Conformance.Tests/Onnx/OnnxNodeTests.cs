using System.Text;

namespace TrainingService.Conformance.Tests.Onnx;

/// <summary>ONNX's backend node tests: each passes, or is in left-out.md with the reason.</summary>
public sealed class OnnxNodeTests
{
    public static TheoryData<string> Ours => [.. OnnxTest.All.Where(test => Translations.ReasonToLeaveOut(test) is null).Select(test => test.Name)];

    [Theory]
    [MemberData(nameof(Ours))]
    public void A_node_gives_what_ONNX_gives(string name)
    {
        var test = OnnxTest.All.Single(t => t.Name == name);
        Translations.Of(test).Check(name);
    }

    [Fact]
    public void A_wrong_result_would_be_found()
    {
        var test = OnnxTest.All.Single(t => t.Name == "conv_with_strides_padding");
        var y = test.Output();
        y.Data[^1] += 0.01;
        try
        {
            Assert.ThrowsAny<Exception>(() => Translations.Of(test).Check("a wrong one"));
        }
        finally
        {
            y.Data[^1] -= 0.01;
        }
    }

    [Fact]
    public void The_list_of_tests_left_out_is_current()
    {
        var left = OnnxTest.All.Select(test => (test.Name, Reason: Translations.ReasonToLeaveOut(test))).Where(test => test.Reason is not null).ToList();
        var text = new StringBuilder(
            $"""
            # ONNX node tests that are left out

            Of the {OnnxTest.All.Count} node tests in data/, {OnnxTest.All.Count - left.Count} pass on every instruction set; these {left.Count} speak of something else
            than we have. The list is made by the tests (`UPDATE_SNAPSHOTS=1`); a new test that neither passes nor is here fails them.


            """);
        foreach (var reason in left.GroupBy(test => test.Reason!).OrderBy(group => group.Key, StringComparer.Ordinal))
            text.Append($"- {reason.Key}\n{string.Concat(reason.Select(test => $"  - {test.Name}\n"))}");
        Snapshot.Check("tests/Conformance.Tests/Onnx/left-out.md", text.ToString());
    }
}
