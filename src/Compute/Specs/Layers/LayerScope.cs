using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Contracts.Specs.Initializers;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>What a layer sees while its shapes are worked out: its inputs, other layers by id, and where to report what is wrong.</summary>
internal sealed class LayerScope(
    int index, IReadOnlyList<Port> inputs, List<ParameterInfo> parameters, Func<string, NetworkLayer?> find, ICollection<SpecError> errors)
{
    private readonly List<int> own = [];
    private readonly List<(string Name, Port Port)> ports = [];

    /// <summary>Shape of one row of the first input.</summary>
    public IReadOnlyList<int> Input => inputs[0].Shape;

    /// <summary>Shapes of one row of each input.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Inputs { get; } = [.. inputs.Select(input => input.Shape)];

    /// <summary>The inputs with their element types and lengths.</summary>
    public IReadOnlyList<Port> InputPorts => inputs;

    /// <summary>
    /// The input field whose real steps apply to the main output; -1: all its steps are real. By itself it is the first input's when the first
    /// dimension of the output is the input's and there are more; a layer that knows better sets it in <c>Infer</c>.
    /// </summary>
    public int? Lengths { get; set; }

    /// <summary>For <see cref="Lengths"/> of a layer that computes the real steps of its output: it must give them to <c>EmitScope.SetLengths</c>.</summary>
    public int OwnLengths => Port.LengthsOf(index);

    /// <summary>Numbers of the parameters added by this layer.</summary>
    public IReadOnlyList<int> Parameters => own;

    /// <summary>The parameters added by this layer.</summary>
    public IEnumerable<ParameterInfo> Added => own.Select(number => parameters[number]);

    /// <summary>Values in one row of the first input.</summary>
    public long InputCount => Shapes.Count(Input);

    /// <summary>Names of the further outputs that were added.</summary>
    public IReadOnlyList<string> PortNames => [.. ports.Select(port => port.Name)];

    /// <summary>Adds a further output, which other layers read as `id.name`.</summary>
    public void AddPort(string name, IReadOnlyList<int> shape, int lengths = -1) => ports.Add((name, new Port(shape, Lengths: lengths)));

    /// <summary>An earlier layer by its id, for layers that name another (which thereby counts as used); null when there is none.</summary>
    public NetworkLayer? Find(string id) => find(id);

    /// <summary>All outputs, given the shape of the main one.</summary>
    public IReadOnlyList<Port> PortsWith(IReadOnlyList<int> output)
    {
        var kept = output.Count > 1 && Input.Count > 0 && output[0] == Input[0] ? inputs[0].Lengths : -1;
        return [new Port(output, ElementType.Float32, Lengths ?? kept), .. ports.Select(port => port.Port)];
    }

    /// <summary>Reports an error at a member of the layer, or at the layer itself.</summary>
    public void Error(string? member, string code, string detail, string? expected = null) =>
        errors.Add(new SpecError($"#/model/layers/{index}{(member is null ? "" : "/" + member)}", code, detail, expected));

    /// <summary>Adds a trainable parameter. Its initializer is the layer's member `{name}_initializer`, unless it is another.</summary>
    public void AddParameter(
        string name, IReadOnlyList<int> shape, InitializerSpec initializer, long fanIn, long fanOut, bool isBias = false, string? member = null)
    {
        InitializerChecks.Run(initializer, member ?? $"{name}_initializer", shape, Error);
        Add(new ParameterInfo(parameters.Count, $"layers.{index}.{name}", shape, initializer, fanIn, fanOut, isBias));
    }

    /// <summary>Adds state that training steps write themselves, such as running statistics.</summary>
    public void AddState(string name, IReadOnlyList<int> shape, InitializerSpec initializer) =>
        Add(new ParameterInfo(parameters.Count, $"layers.{index}.{name}", shape, initializer, 1, 1, IsBias: true) { IsTrainable = false });

    /// <summary>Requires an image; reports and gives false otherwise.</summary>
    public bool RequireImage(string type) => RequireRank(type, 3, "an image", "[height, width, channels]");

    /// <summary>Requires a row of the given number of dimensions; reports and gives false otherwise.</summary>
    public bool RequireRank(string type, int rank, string what, string shape)
    {
        if (Input.Count == rank) return true;
        Error(null, "shape_mismatch", $"{type} takes {what}, but its input is {Shapes.Text(Input)}.", $"an input of shape {shape}");
        return false;
    }

    private void Add(ParameterInfo parameter)
    {
        own.Add(parameters.Count);
        parameters.Add(parameter with { Layer = index });
    }
}
