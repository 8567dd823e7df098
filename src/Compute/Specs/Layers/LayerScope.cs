using TrainingService.Compute.Networks;
using TrainingService.Contracts.Specs.Initializers;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>What a layer sees while its shapes are worked out: its inputs' shapes, and where to report what is wrong.</summary>
internal sealed class LayerScope(
    int index, IReadOnlyList<IReadOnlyList<int>> inputs, List<ParameterInfo> parameters, ICollection<SpecError> errors)
{
    private readonly List<int> own = [];

    /// <summary>Shape of one row of the first input.</summary>
    public IReadOnlyList<int> Input => inputs[0];

    /// <summary>Shapes of one row of each input.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Inputs => inputs;

    /// <summary>Numbers of the parameters added by this layer.</summary>
    public IReadOnlyList<int> Parameters => own;

    /// <summary>The parameters added by this layer.</summary>
    public IEnumerable<ParameterInfo> Added => own.Select(number => parameters[number]);

    /// <summary>Values in one row of the first input.</summary>
    public long InputCount => Shapes.Count(Input);

    /// <summary>Reports an error at a member of the layer, or at the layer itself.</summary>
    public void Error(string? member, string code, string detail, string? expected = null) =>
        errors.Add(new SpecError($"#/model/layers/{index}{(member is null ? "" : "/" + member)}", code, detail, expected));

    /// <summary>Adds a trainable parameter. Its initializer is the layer's member `{name}_initializer`.</summary>
    public void AddParameter(string name, IReadOnlyList<int> shape, InitializerSpec initializer, long fanIn, long fanOut, bool isBias = false)
    {
        InitializerChecks.Run(initializer, $"{name}_initializer", shape, Error);
        own.Add(parameters.Count);
        parameters.Add(new ParameterInfo(parameters.Count, $"layers.{index}.{name}", shape, initializer, fanIn, fanOut, isBias));
    }

    /// <summary>Requires an image; reports and gives false otherwise.</summary>
    public bool RequireImage(string type)
    {
        if (Input.Count == 3) return true;
        Error(null, "shape_mismatch", $"{type} takes an image, but its input is {Shapes.Text(Input)}.", "an input of shape [height, width, channels]");
        return false;
    }
}
