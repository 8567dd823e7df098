using TrainingService.Contracts.Specs.Initializers;

namespace TrainingService.Compute.Networks;

/// <summary>A network with static shapes per row, checked and numbered; the batch size is still open.</summary>
/// <param name="InputShape">Shape of one row of input.</param>
/// <param name="Layers">The layers in order.</param>
/// <param name="Parameters">All trainable parameters in order of the layers: kernel before bias.</param>
public sealed record Network(IReadOnlyList<int> InputShape, IReadOnlyList<NetworkLayer> Layers, IReadOnlyList<ParameterInfo> Parameters)
{
    /// <summary>Shape of one row of output.</summary>
    public IReadOnlyList<int> OutputShape => Layers[^1].OutputShape;

    /// <summary>Trainable numbers.</summary>
    public long ParameterCount => Parameters.Sum(parameter => parameter.Count);
}

/// <summary>One layer of a network.</summary>
/// <param name="Index">Its place in the spec.</param>
/// <param name="Builder">Emits its operations; holds its spec.</param>
/// <param name="Inputs">Layers it reads, by place; -1 is the data.</param>
/// <param name="OutputShape">Shape of one row of output.</param>
/// <param name="Parameters">Numbers of its parameters in the network.</param>
public sealed record NetworkLayer(
    int Index, ILayerEmitter Builder, IReadOnlyList<int> Inputs, IReadOnlyList<int> OutputShape, IReadOnlyList<int> Parameters);

/// <summary>A trainable parameter.</summary>
/// <param name="Number">Its place among all of the network's.</param>
/// <param name="Name">Such as `layers.0.kernel`.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Initializer">How it starts.</param>
/// <param name="FanIn">Inputs per output, for scaling.</param>
/// <param name="FanOut">Outputs per input, for scaling.</param>
/// <param name="IsBias">Biases get no penalty.</param>
public sealed record ParameterInfo(
    int Number, string Name, IReadOnlyList<int> Shape, InitializerSpec Initializer, long FanIn, long FanOut, bool IsBias)
{
    /// <summary>Numbers in it.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);
}
