using TrainingService.Compute.Data;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Specs.Layers;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Specs;

/// <summary>From a spec's layers to a network with static shapes, reporting everything that does not fit.</summary>
internal sealed class NetworkCompiler(IReadOnlyList<FieldSchema> inputs, ICollection<SpecError> errors)
{
    private readonly List<NetworkLayer?> layers = [];
    private readonly List<ParameterInfo> parameters = [];
    private readonly LayerNames names = new(inputs, errors);
    private readonly HashSet<int> used = [];
    private bool complete = true;

    /// <summary>The network, or null after reporting why there is none. Layers after one that can't be shaped are judged as far as possible.</summary>
    /// <param name="specs">The layers.</param>
    /// <param name="outputs">What goes into losses, by the layers' ids; null for the last layer alone.</param>
    public Network? Compile(IReadOnlyList<LayerSpec?> specs, IReadOnlyList<OutputSpec?>? outputs = null)
    {
        for (var index = 0; index < specs.Count; index++)
        {
            layers.Add(Layer(specs[index], index));
            if (layers[^1] is { } layer) names.AddPorts(index, layer.PortNames);
        }

        var results = Outputs(specs.Count, outputs);
        if (!complete || results is null) return null;
        ReportUnused(specs);
        return complete ? new Network(inputs, [.. layers.Select(layer => layer!)], parameters, results) : null;
    }

    /// <summary>The layers with defaults filled in.</summary>
    public static ModelSpec Resolve(ModelSpec model) =>
        model with { Layers = [.. model.Layers.Select((layer, index) => LayerBuilders.For(layer, index).Resolved)] };

    private List<int>? Outputs(int count, IReadOnlyList<OutputSpec?>? outputs)
    {
        if (outputs is null)
        {
            used.Add(count - 1);
            return [count - 1];
        }

        var found = new List<int>();
        for (var i = 0; i < outputs.Count; i++)
        {
            if (outputs[i] is not { } output) return null;
            var layer = output.Layer is null ? count - 1 : names.LayerOf(output.Layer, $"#/outputs/{i}/layer");
            if (layer < 0) return null;
            used.Add(layer);
            found.Add(layer);
        }

        return found;
    }

    private NetworkLayer? Layer(LayerSpec? spec, int index)
    {
        if (spec is null) return Incomplete();
        var builder = LayerBuilders.For(spec, index);
        var sources = InputsOf(spec, index);
        if (spec.Id is { } id && !names.Add(id, index)) complete = false;
        if (sources is null) return Incomplete();
        foreach (var source in sources) used.Add(source.Layer);
        if (sources.Count < builder.MinInputs || sources.Count > builder.MaxInputs)
        {
            var wanted = builder.MinInputs == builder.MaxInputs ? $"{builder.MinInputs}" : $"{builder.MinInputs} to {builder.MaxInputs}";
            errors.Add(new SpecError($"#/model/layers/{index}/inputs", "wrong_count", $"{builder.Type} got {sources.Count} input(s).", $"{wanted} input(s)"));
            return Incomplete();
        }

        Port?[] ports = [.. sources.Select(PortOf)];
        if (ports.Any(port => port is null)) return Incomplete();
        var scope = new LayerScope(index, [.. ports.Select(port => port!)], parameters, Find, errors);
        if (!builder.TakesTokens && ports.Any(port => port!.Element == ElementType.Int32))
        {
            scope.Error(null, "shape_mismatch", $"{builder.Type} takes numbers, but its input is token ids.", "an embedding layer before it");
            return Incomplete();
        }

        if (builder.Infer(scope) is not { } output) return Incomplete();
        return ComputeLimits.Allows(output, scope)
            ? new NetworkLayer(index, builder, sources, scope.PortsWith(output), scope.PortNames, scope.Parameters)
            : Incomplete();
    }

    private Port? PortOf(PortRef port) => port.Layer >= 0
        ? layers[port.Layer]?.Ports[port.Index]
        : new Port(
            inputs[port.Index].Shape,
            inputs[port.Index].IsInteger ? ElementType.Int32 : ElementType.Float32,
            inputs[port.Index].HasLengths ? port.Index : -1);

    private List<PortRef>? InputsOf(LayerSpec spec, int index)
    {
        if (spec.Inputs is null) return [index == 0 ? PortRef.Field(0) : new PortRef(index - 1, 0)];
        var found = new List<PortRef>();
        for (var i = 0; i < spec.Inputs.Count; i++)
        {
            if (names.PortOf(spec.Inputs[i], $"#/model/layers/{index}/inputs/{i}") is { } port) found.Add(port);
        }

        return found.Count == spec.Inputs.Count ? found : null;
    }

    private NetworkLayer? Find(string id)
    {
        if (names.Find(id) is not { } layer) return null;
        used.Add(layer);
        return layers[layer];
    }

    private void ReportUnused(IReadOnlyList<LayerSpec?> specs)
    {
        for (var index = 0; index < specs.Count; index++)
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
