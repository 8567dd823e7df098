using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using TrainingService.Contracts.Specs.Initializers;

namespace TrainingService.Contracts.Specs.Layers;

/// <summary>
/// What recurrent layers have in common. Input [steps, channels]; output the last state [units], or every step's [steps, units]. Where the data
/// has lengths, a row's state stays as it is behind its end, outputs there are zeros, and the reverse direction starts at the row's own end: padding
/// changes nothing.
/// A second input is the first state (and a third, for an LSTM, the first cell state); without it they are zeros. The last states can be read as
/// `id.state` (and `id.cell`): of all stacked layers and directions side by side, layer by layer, which is also what the first state must be.
/// </summary>
public abstract record RecurrentLayer : WeightedLayer
{
    /// <summary>Size of the state.</summary>
    [Range(1, 1 << 16)]
    public required int Units { get; init; }

    /// <summary>Layers stacked: each takes the outputs of the one below at every step. Default 1.</summary>
    [Range(1, 32)]
    [DefaultValue(1)]
    public int Layers { get; init; } = 1;

    /// <summary>From first to last step, from last to first, or both with weights of their own (Schuster and Paliwal 1997). Default forward.</summary>
    [DefaultValue(RecurrentDirection.Forward)]
    public RecurrentDirection Direction { get; init; } = RecurrentDirection.Forward;

    /// <summary>How the outputs of both directions become one. Default concat.</summary>
    [DefaultValue(DirectionMerge.Concat)]
    public DirectionMerge Merge { get; init; } = DirectionMerge.Concat;

    /// <summary>Whether every step's state is the output and not only the last. Default false.</summary>
    [DefaultValue(false)]
    public bool ReturnSequences { get; init; }

    /// <summary>Share of values dropped between stacked layers in training. Default 0.</summary>
    [Range(0.0, 0.999)]
    [DefaultValue(0.0)]
    public double Dropout { get; init; }

    /// <summary>Whether a bias is added to x W. Default true.</summary>
    [DefaultValue(true)]
    public bool UseBias { get; init; } = true;

    /// <summary>How the input weights W start. Default Xavier uniform.</summary>
    public InitializerSpec KernelInitializer { get; init; } = new XavierUniformInitializer();

    /// <summary>How the recurrent weights U start. Default orthogonal, which keeps gradients through time at their size.</summary>
    public InitializerSpec RecurrentInitializer { get; init; } = new OrthogonalInitializer();

    /// <summary>How biases start. Default zeros.</summary>
    public InitializerSpec BiasInitializer { get; init; } = new ZerosInitializer();
}

/// <summary>Vanilla recurrent layer (Elman 1990): h[s] = f(x[s] W + h[s-1] U + b).</summary>
public sealed record RnnLayer : RecurrentLayer
{
    /// <summary>f. Default tanh.</summary>
    [DefaultValue(RnnActivation.Tanh)]
    public RnnActivation Activation { get; init; } = RnnActivation.Tanh;

    /// <summary>Whether h U has a bias of its own, as in PyTorch: it only doubles the steps of the other one. Default false.</summary>
    [DefaultValue(false)]
    public bool RecurrentBias { get; init; }
}

/// <summary>
/// Long short-term memory (Hochreiter and Schmidhuber 1997; forget gate of Gers et al. 2000): i, f, o = σ(x W + h U + b), g = tanh(x W + h U + b),
/// c' = f c + i g, h' = o tanh c'. Columns of weights and biases in the order i, f, g, o, as in PyTorch and Keras.
/// </summary>
public sealed record LstmLayer : RecurrentLayer
{
    /// <summary>Starting bias of the forget gate; 1 lets memories last from the start (Jozefowicz et al. 2015). PyTorch: 0. Default 1.</summary>
    [Range(-100.0, 100.0)]
    [DefaultValue(1.0)]
    public double ForgetBias { get; init; } = 1;

    /// <summary>Whether h U has a bias of its own, as in PyTorch: it only doubles the steps of the other one. Default false.</summary>
    [DefaultValue(false)]
    public bool RecurrentBias { get; init; }
}

/// <summary>
/// Gated recurrent unit (Cho et al. 2014): r, z = σ(x W + b + h U + r), n = tanh(x W + b + reset), h' = (1 - z) n + z h. Columns of weights and
/// biases in the order r, z, n, as in PyTorch.
/// </summary>
public sealed record GruLayer : RecurrentLayer
{
    /// <summary>
    /// Where the reset gate acts: after the recurrent product, r · (h U + bias), as in PyTorch, cuDNN and Keras; or before it, (r · h) U + bias, as in
    /// the paper. Default true.
    /// </summary>
    [DefaultValue(true)]
    public bool ResetAfter { get; init; } = true;

    /// <summary>Whether h U has a bias of its own, as in PyTorch and Keras: with reset_after the candidate's is not the same as the other one. Default true.</summary>
    [DefaultValue(true)]
    public bool RecurrentBias { get; init; } = true;
}

/// <summary>Which way a recurrent layer goes.</summary>
public enum RecurrentDirection
{
    /// <summary>From the first step to the last.</summary>
    Forward,

    /// <summary>From a row's last step to the first. Outputs stay at their steps.</summary>
    Reverse,

    /// <summary>Both, with weights of their own.</summary>
    Both,
}

/// <summary>How the outputs of two directions become one.</summary>
public enum DirectionMerge
{
    /// <summary>Side by side: 2 · units.</summary>
    Concat,

    /// <summary>Added: units.</summary>
    Sum,
}

/// <summary>The function of a vanilla recurrent layer.</summary>
public enum RnnActivation
{
    /// <summary>tanh.</summary>
    Tanh,

    /// <summary>max(0, x).</summary>
    Relu,
}
