using System.Text.Json;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Reading;
using TrainingService.Contracts.Validation;
using TrainingService.Reference.Tests.Pages;

namespace TrainingService.Reference.Tests.Specs;

/// <summary>Each technique's spec says what it is for, validates, and trains.</summary>
public sealed class RunnableSpecTests(BundledData data) : IClassFixture<BundledData>
{
    private const int Steps = 4;

    public static TheoryData<string> Files => [.. SpecFiles.Wanted.Select(wanted => SpecFiles.PathOf(wanted.Type, wanted.Name)).Distinct()];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_technique_has_a_spec_that_uses_it_validates_and_trains(string path)
    {
        var file = Repository.Path($"{ReferencePages.Folder}/{path}");
        Assert.True(File.Exists(file), $"{ReferencePages.Folder}/{path} is missing: a spec that shows this technique, on a bundled dataset.");
        var bytes = File.ReadAllBytes(file);
        Assert.True(Mentions(JsonDocument.Parse(bytes).RootElement, Path.GetFileNameWithoutExtension(path)), "The spec does not use what it is to show.");
        var reading = SpecReader.Read(bytes);
        Assert.True(reading.IsValid, string.Join("\n", reading.Errors));
        var rows = await data.LoadAsync(reading.Spec!.Dataset, reading.Spec.Seed);
        var errors = new List<SpecError>();
        var plan = RunPlan.Compile(reading.Spec, rows.Description, errors);
        Assert.True(plan is not null, string.Join("\n", errors));
        using var run = new TrainingRun(plan, rows, new ComputeOptions { Threads = 1 });
        for (var step = 0; step < Steps; step++)
        {
            var advance = run.Advance();
            Assert.True(advance.Kind is AdvanceKind.Batch or AdvanceKind.EpochEnded or AdvanceKind.Evaluation, $"{advance.Kind}: {advance.Failure}");
        }

        Assert.True(run.Progress.Loss is null || double.IsFinite(run.Progress.Loss.Value), "The loss is not finite.");
    }

    [Fact]
    public void No_spec_lies_beside_without_a_technique()
    {
        var wanted = SpecFiles.Wanted.Select(one => SpecFiles.PathOf(one.Type, one.Name)).ToHashSet();
        var folder = Repository.Path(ReferencePages.Folder);
        Assert.All(
            Directory.GetFiles(Path.Combine(folder, "specs"), "*.json", SearchOption.AllDirectories),
            file => Assert.Contains(Path.GetRelativePath(folder, file).Replace('\\', '/'), wanted));
    }

    private static bool Mentions(JsonElement json, string name) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString() == name,
        JsonValueKind.Array => json.EnumerateArray().Any(item => Mentions(item, name)),
        JsonValueKind.Object => json.EnumerateObject().Any(member => Mentions(member.Value, name)),
        _ => false,
    };
}
