using System.Text.Json;
using TrainingService.Compute.Ops.Dropout;
using TrainingService.Compute.Planning;
using TrainingService.Compute.Specs;
using TrainingService.Contracts.Validation;
using TrainingService.Conformance.Tests.Golden;

namespace TrainingService.Conformance.Tests.Coverage;

/// <summary>What PyTorch's trajectories use: names in their specs, and the operations of their training steps by layer and loss.</summary>
internal sealed class GoldenUse
{
    private readonly Dictionary<string, HashSet<string>> goldens = [];
    private readonly Dictionary<string, HashSet<Type>> ops = new()
    {
        // Drawn by another generator than PyTorch's, so in no trajectory.
        ["layers/dropout"] = [typeof(DropoutOp)], ["layers/spatial_dropout"] = [typeof(SpatialDropoutOp)], ["layers/gaussian_noise"] = [typeof(GaussianNoiseOp)],
    };

    public GoldenUse()
    {
        foreach (var name in GoldenFile.Names)
        {
            using var golden = GoldenFile.Open(name);
            Collect(golden.Description.GetProperty("spec"), name);
            AddOps(golden);
        }
    }

    /// <summary>All operations of all steps.</summary>
    public HashSet<Type> Ops { get; } = [];

    /// <summary>Names of the trajectories that use a name.</summary>
    public int CountOf(string name) => goldens.GetValueOrDefault(name)?.Count ?? 0;

    /// <summary>The operations, forward and backward, of a layer or loss.</summary>
    public IReadOnlySet<Type> OpsOf(string page, string name) => ops.GetValueOrDefault($"{page}/{name}") ?? [];

    private void AddOps(GoldenFile golden)
    {
        var data = GoldenData.Of(golden);
        var errors = new List<SpecError>();
        var plan = RunPlan.Compile(golden.Spec, data.Description, errors);
        Assert.True(plan is not null, string.Join("\n", errors));
        var graph = StepGraph.Build(plan.Network, data.Description.Schema, plan.Losses, plan.Batch, training: true, fuse: false).Graph;
        foreach (var node in graph.Nodes)
        {
            Ops.Add(node.Op.GetType());
            if (node.Layer >= 0) Of($"layers/{Techniques.NameOf(golden.Spec.Model.Layers[node.Layer])}").Add(node.Op.GetType());
            else if (golden.Spec.Loss is { } loss) Of($"losses/{Techniques.NameOf(loss)}").Add(node.Op.GetType());
        }
    }

    private HashSet<Type> Of(string technique) => ops.TryGetValue(technique, out var found) ? found : ops[technique] = [];

    private void Collect(JsonElement json, string golden)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                if (!goldens.TryGetValue(json.GetString()!, out var found)) goldens[json.GetString()!] = found = [];
                found.Add(golden);
                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray()) Collect(item, golden);
                break;
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject()) Collect(member.Value, golden);
                break;
        }
    }
}
