using TrainingService.Compute.Data;
using TrainingService.Compute.Networks;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Specs;

/// <summary>What layers may refer to by name: input fields, layers with an id, and their further outputs as `id.name`.</summary>
internal sealed class LayerNames(IReadOnlyList<FieldSchema> inputs, ICollection<SpecError> errors)
{
    private readonly Dictionary<string, int> ids = [];
    private readonly Dictionary<string, PortRef> ports = [];

    /// <summary>Takes up a layer's id; reports and gives false when it is taken.</summary>
    public bool Add(string id, int layer)
    {
        var isField = FieldOf(id) >= 0;
        if (!isField && ids.TryAdd(id, layer)) return true;
        var detail = isField ? $"\"{id}\" is the data's own name." : $"Layer {ids[id]} has the id \"{id}\" already.";
        errors.Add(new SpecError($"#/model/layers/{layer}/id", "duplicate", detail, "another id"));
        return false;
    }

    /// <summary>Takes up a layer's further outputs.</summary>
    public void AddPorts(int layer, IReadOnlyList<string> names)
    {
        foreach (var (id, _) in ids.Where(pair => pair.Value == layer))
        {
            for (var i = 0; i < names.Count; i++) ports[$"{id}.{names[i]}"] = new PortRef(layer, i + 1);
        }
    }

    /// <summary>A layer by its id; null when there is none.</summary>
    public int? Find(string id) => ids.TryGetValue(id, out var layer) ? layer : null;

    /// <summary>A layer by its id; reports and gives -1 when there is none.</summary>
    public int LayerOf(string id, string pointer)
    {
        if (ids.TryGetValue(id, out var layer)) return layer;
        errors.Add(new SpecError(pointer, "unknown_layer", $"No layer has the id \"{id}\".", $"one of {string.Join(", ", ids.Keys)}", Suggest.Nearest(id, ids.Keys)));
        return -1;
    }

    /// <summary>What a name in `inputs` stands for; reports and gives null when nothing has it.</summary>
    public PortRef? PortOf(string name, string pointer)
    {
        if (FieldOf(name) is >= 0 and var field) return PortRef.Field(field);
        if (ids.TryGetValue(name, out var layer)) return new PortRef(layer, 0);
        if (ports.TryGetValue(name, out var port)) return port;
        string[] known = [.. inputs.Count == 1 ? [DataSchema.DefaultInput] : inputs.Select(input => input.Name), .. ids.Keys, .. ports.Keys];
        errors.Add(new SpecError(
            pointer, "unknown_layer", $"No earlier layer has the id \"{name}\".", $"one of {string.Join(", ", known)}", Suggest.Nearest(name, known)));
        return null;
    }

    private int FieldOf(string name)
    {
        for (var i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Name == name) return i;
        }

        return name == DataSchema.DefaultInput ? 0 : -1;
    }
}
