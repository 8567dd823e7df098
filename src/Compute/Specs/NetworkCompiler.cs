using TrainingService.Compute.Networks;
using TrainingService.Compute.Specs.Layers;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Specs;

/// <summary>From a spec's layers to a network with static shapes, reporting everything that does not fit.</summary>
internal sealed class NetworkCompiler(IReadOnlyList<int> inputShape, ICollection<SpecError> errors)
{
    private const string DataName = "input";
    private readonly List<NetworkLayer?> layers = [];
    private readonly List<ParameterInfo> parameters = [];
    private readonly Dictionary<string, int> ids = [];
    private readonly HashSet<int> used = [];
    private bool complete = true;

    /// <summary>The network, or null after reporting why there is none. Layers after one that can't be shaped are judged as far as possible.</summary>
    public Network? Compile(IReadOnlyList<LayerSpec?> specs)
    {
        for (var index = 0; index < specs.Count; index++) layers.Add(Layer(specs[index], index));
        if (!complete) return null;
        ReportUnused(specs);
        return complete ? new Network(inputShape, [.. layers.Select(layer => layer!)], parameters) : null;
    }

    /// <summary>The layers with defaults filled in.</summary>
    public static ModelSpec Resolve(ModelSpec model) =>
        model with { Layers = [.. model.Layers.Select((layer, index) => LayerBuilders.For(layer, index).Resolved)] };

    private NetworkLayer? Layer(LayerSpec? spec, int index)
    {
        if (spec is null) return Incomplete();
        var builder = LayerBuilders.For(spec, index);
        var inputs = InputsOf(spec, index);
        if (spec.Id is { } id) Name(id, index);
        if (inputs is null) return Incomplete();
        foreach (var input in inputs) used.Add(input);
        if (inputs.Count < builder.MinInputs || inputs.Count > builder.MaxInputs)
        {
            var wanted = builder.MinInputs == builder.MaxInputs ? $"{builder.MinInputs}" : $"{builder.MinInputs} to {builder.MaxInputs}";
            errors.Add(new SpecError($"#/model/layers/{index}/inputs", "wrong_count", $"{builder.Type} got {inputs.Count} input(s).", $"{wanted} input(s)"));
            return Incomplete();
        }

        IReadOnlyList<int>?[] shapes = [.. inputs.Select(input => input < 0 ? inputShape : layers[input]?.OutputShape)];
        if (shapes.Any(shape => shape is null)) return Incomplete();
        var scope = new LayerScope(index, [.. shapes.Select(shape => shape!)], parameters, errors);
        if (builder.Infer(scope) is not { } output) return Incomplete();
        return ComputeLimits.Allows(output, scope) ? new NetworkLayer(index, builder, inputs, output, scope.Parameters) : Incomplete();
    }

    private List<int>? InputsOf(LayerSpec spec, int index)
    {
        if (spec.Inputs is null) return [index - 1];
        var found = new List<int>();
        for (var i = 0; i < spec.Inputs.Count; i++)
        {
            var name = spec.Inputs[i];
            if (name == DataName) found.Add(-1);
            else if (ids.TryGetValue(name, out var layer)) found.Add(layer);
            else ReportUnknown(name, $"#/model/layers/{index}/inputs/{i}");
        }

        return found.Count == spec.Inputs.Count ? found : null;
    }

    private void ReportUnknown(string name, string pointer)
    {
        var known = string.Join(", ", ids.Keys.Prepend(DataName));
        errors.Add(new SpecError(pointer, "unknown_layer", $"No earlier layer has the id \"{name}\".", $"one of {known}", Suggest.Nearest(name, ids.Keys)));
    }

    private void Name(string id, int index)
    {
        if (id != DataName && ids.TryAdd(id, index)) return;
        var detail = id == DataName ? "\"input\" is the data's own name." : $"Layer {ids[id]} has the id \"{id}\" already.";
        errors.Add(new SpecError($"#/model/layers/{index}/id", "duplicate", detail, "another id"));
        complete = false;
    }

    private void ReportUnused(IReadOnlyList<LayerSpec?> specs)
    {
        for (var index = 0; index < specs.Count - 1; index++)
        {
            if (used.Contains(index)) continue;
            errors.Add(new SpecError($"#/model/layers/{index}", "unused", "No later layer takes this layer's output.", "its id in a later layer's inputs"));
            complete = false;
        }
    }

    private NetworkLayer? Incomplete()
    {
        complete = false;
        return null;
    }
}
