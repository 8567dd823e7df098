using TrainingService.Compute.Data;
using TrainingService.Contracts.Specs.Initializers;

namespace TrainingService.Compute.Networks;

/// <summary>A network with static shapes per row, checked and numbered; the batch size is still open.</summary>
/// <param name="Inputs">The input fields of its data.</param>
/// <param name="Layers">The layers in order.</param>
/// <param name="Parameters">All parameters in order of the layers: kernel before bias.</param>
/// <param name="Outputs">Layers whose main output goes into a loss; at least one.</param>
public sealed record Network(
    IReadOnlyList<FieldSchema> Inputs, IReadOnlyList<NetworkLayer> Layers, IReadOnlyList<ParameterInfo> Parameters, IReadOnlyList<int> Outputs)
{
    /// <summary>Shape of one row of the first input.</summary>
    public IReadOnlyList<int> InputShape => Inputs[0].Shape;

    /// <summary>Shape of one row of the first output.</summary>
    public IReadOnlyList<int> OutputShape => Layers[Outputs[0]].OutputShape;

    /// <summary>Trainable numbers.</summary>
    public long ParameterCount => Parameters.Where(parameter => parameter.IsTrainable).Sum(parameter => parameter.Count);
}

/// <summary>One layer of a network.</summary>
/// <param name="Index">Its place in the spec.</param>
/// <param name="Builder">Emits its operations; holds its spec.</param>
/// <param name="Inputs">What it reads.</param>
/// <param name="Ports">Its outputs, the main one first.</param>
/// <param name="PortNames">Names of its further outputs, such as `state`: another layer reads `id.state`.</param>
/// <param name="Parameters">Numbers of its parameters in the network.</param>
public sealed record NetworkLayer(
    int Index, ILayerEmitter Builder, IReadOnlyList<PortRef> Inputs, IReadOnlyList<Port> Ports, IReadOnlyList<string> PortNames, IReadOnlyList<int> Parameters)
{
    /// <summary>Shape of one row of its main output.</summary>
    public IReadOnlyList<int> OutputShape => Ports[0].Shape;
}

/// <summary>A parameter.</summary>
/// <param name="Number">Its place among all of the network's.</param>
/// <param name="Name">Such as `layers.0.kernel`.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Initializer">How it starts.</param>
/// <param name="FanIn">Inputs per output, for scaling.</param>
/// <param name="FanOut">Outputs per input, for scaling.</param>
/// <param name="IsBias">Biases (and scales and shifts of normalizations) get no penalty.</param>
public sealed record ParameterInfo(
    int Number, string Name, IReadOnlyList<int> Shape, InitializerSpec Initializer, long FanIn, long FanOut, bool IsBias)
{
    /// <summary>False for state that a training step writes itself, such as batch normalization's running statistics: no gradient, no update.</summary>
    public bool IsTrainable { get; init; } = true;

    /// <summary>The layer it belongs to.</summary>
    public int Layer { get; init; }

    /// <summary>Numbers in it.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);
}
