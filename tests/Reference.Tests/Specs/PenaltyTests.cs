using TrainingService.Compute.Specs;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Reading;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Validation;
using TrainingService.Reference.Tests.Pages;

namespace TrainingService.Reference.Tests.Specs;

/// <summary>Every type of layer with weights takes penalties: its own, and those of the whole network.</summary>
public sealed class PenaltyTests(BundledData data) : IClassFixture<BundledData>
{
    /// <summary>So strong that a soft threshold of learning rate · l1 leaves nothing after a few steps.</summary>
    private const double Strong = 100;

    public static TheoryData<string> Weighted => [.. SpecTypes.KindsOf(typeof(LayerSpec)).Where(kind => kind.Type.IsSubclassOf(typeof(WeightedLayer))).Select(kind => kind.Name)];

    public static TheoryData<string> All => [.. SpecTypes.KindsOf(typeof(LayerSpec)).Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Weighted))]
    public async Task A_layers_own_l1_makes_its_weights_exactly_zero_and_no_others(string type)
    {
        var spec = Read(type);
        var at = spec.Model.Layers.Index().First(layer => layer.Item.GetType() == TypeOf(type)).Index;
        LayerSpec[] layers = [.. spec.Model.Layers];
        layers[at] = (WeightedLayer)layers[at] with { L1 = Strong, L2 = 0.1 };
        var result = await TrainAsync(spec with { Model = new ModelSpec { Layers = layers } });
        var only = Assert.Single(result.LayerSparsity!);
        Assert.Equal(at, only.Layer);
        Assert.True(only.Share > 0.9, $"{only.Share:P0} of {only.Weights} weights are zero.");
        Assert.Equal(only.Share, result.Sparsity);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_whole_networks_l1_reaches_the_layers_with_weights_and_those_alone(string type)
    {
        var spec = Read(type);
        var result = await TrainAsync(spec with { Regularization = new RegularizationSpec { L1 = Strong } });
        var expected = spec.Model.Layers.Index()
            .Where(layer => layer.Item is WeightedLayer and not PositionalEncodingLayer { Encoding: PositionalEncoding.Sinusoidal }).Select(layer => layer.Index);
        Assert.Equal(expected, result.LayerSparsity!.Select(layer => layer.Layer));
        Assert.True(result.Sparsity > 0.9, $"{result.Sparsity:P0}");
    }

    private static RunSpec Read(string type)
    {
        var reading = SpecReader.Read(File.ReadAllBytes(Repository.Path($"{ReferencePages.Folder}/{SpecFiles.PathOf(typeof(LayerSpec), type)}")));
        Assert.True(reading.IsValid, string.Join("\n", reading.Errors));
        return reading.Spec! with { Training = new TrainingSpec { Epochs = 2, BatchSize = new BatchSize(8) } };
    }

    private static Type TypeOf(string name) => SpecTypes.KindsOf(typeof(LayerSpec)).Single(kind => kind.Name == name).Type;

    private async Task<RunResult> TrainAsync(RunSpec spec)
    {
        var rows = await data.LoadAsync(spec.Dataset, spec.Seed);
        var errors = new List<SpecError>();
        var plan = RunPlan.Compile(spec, rows.Description, errors);
        Assert.True(plan is not null, string.Join("\n", errors));
        using var run = new TrainingRun(plan, rows, new ComputeOptions { Threads = 1 });
        while (true)
        {
            var advance = run.Advance();
            Assert.True(advance.Failure is null, advance.Failure?.Detail);
            if (advance.Result is { } result) return result;
        }
    }
}
