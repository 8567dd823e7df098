using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Ops.Recurrent;

/// <summary>The cells of recurrent layers. Columns of W, U and the biases come gate by gate, in the order given here.</summary>
public enum RecurrentCell
{
    /// <summary>h' = tanh(x W + b + h U + r) (Elman 1990).</summary>
    Tanh,

    /// <summary>h' = max(0, x W + b + h U + r).</summary>
    Relu,

    /// <summary>
    /// Gates i, f, g, o = σ, σ, tanh, σ of x W + b + h U + r; c' = f c + i g; h' = o tanh c' (Hochreiter and Schmidhuber 1997, with the forget gate of
    /// Gers et al. 2000).
    /// </summary>
    Lstm,

    /// <summary>
    /// Gates r, z = σ(x W + b + h U + r); q = h Uₙ + rₙ; n = tanh(x Wₙ + bₙ + r q); h' = (1 - z) n + z h: the reset gate acts after the recurrent
    /// product, as in PyTorch, cuDNN and Keras.
    /// </summary>
    GruResetAfter,

    /// <summary>As above but n = tanh(x Wₙ + bₙ + (r h) Uₙ + rₙ): the reset gate acts before the product (Cho et al. 2014).</summary>
    GruResetBefore,
}

/// <summary>What the ops of one direction of a recurrent layer have in common.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Reverse">Whether it goes from a row's last position to its first.</param>
/// <param name="HasBias">Whether b, added to x W, is given.</param>
/// <param name="HasRecurrentBias">Whether r, added to h U, is given.</param>
/// <param name="HasState">Whether the first state is given; else it is zeros.</param>
/// <param name="HasLengths">Whether rows have lengths; else all positions count.</param>
public readonly record struct RecurrentForm(
    RecurrentCell Cell, bool Reverse = false, bool HasBias = false, bool HasRecurrentBias = false, bool HasState = false, bool HasLengths = false)
{
    /// <summary>Gates: columns of W per unit.</summary>
    public int Gates => Cell switch { RecurrentCell.Lstm => 4, RecurrentCell.GruResetAfter or RecurrentCell.GruResetBefore => 3, _ => 1 };

    /// <summary>Whether there is a cell state c besides h.</summary>
    public bool HasCellState => Cell == RecurrentCell.Lstm;

    /// <summary>Whether the forward pass keeps a second number per unit and step: c of an LSTM, q or r h of a GRU.</summary>
    public bool HasMemory => Gates > 1;

    /// <summary>Place of b among the forward op's inputs.</summary>
    public static int BiasInput => 3;

    /// <summary>Place of r among the forward op's inputs.</summary>
    public int RecurrentBiasInput => HasBias ? 4 : 3;

    /// <summary>Place of the first state among the forward op's inputs; c₀ follows h₀.</summary>
    public int StateInput => RecurrentBiasInput + (HasRecurrentBias ? 1 : 0);

    /// <summary>Place of the lengths among the forward op's inputs.</summary>
    public int LengthsInput => StateInput + (HasState ? HasCellState ? 2 : 1 : 0);

    /// <summary>Place of the first of the forward op's outputs that are kept for the gradient: gates, states, memory.</summary>
    public int KeptOutput => HasCellState ? 3 : 2;

    /// <summary>Shapes of the forward op's outputs, in its order.</summary>
    public IReadOnlyList<Shape> OutputShapes(int rows, int steps, int units)
    {
        List<Shape> shapes = [new(rows, steps, units), new(rows, units)];
        if (HasCellState) shapes.Add(new(rows, units));
        shapes.AddRange([new(steps, rows, Gates * units), new(steps + 1, rows, units)]);
        if (HasMemory) shapes.Add(new(HasCellState ? steps + 1 : steps, rows, units));
        return shapes;
    }
}
