namespace TrainingService.Compute.Graphs;

/// <summary>One operation in its place: what, on which values, for which layer of the spec.</summary>
/// <param name="Op">The operation.</param>
/// <param name="Inputs">Values read, in the op's order.</param>
/// <param name="Outputs">Values written, in the op's order.</param>
/// <param name="Layer">Index in `model.layers`, for messages and profiles; -1 for loss and update.</param>
public sealed record Node(Op Op, IReadOnlyList<ValueId> Inputs, IReadOnlyList<ValueId> Outputs, int Layer);

/// <summary>An operation and its attributes: immutable, equal by content. Coarse on purpose (a dense layer, a convolution, later a whole LSTM).</summary>
public abstract record Op
{
    /// <summary>Whether the kernel may write its only output over its first input, of the same shape and layout, when nobody reads that again.</summary>
    public virtual bool MayOverwriteInput => false;

    /// <summary>Floating-point operations of one execution on these shapes; a multiply-add is two, memory-bound work counts nothing.</summary>
    public virtual long Flops(IReadOnlyList<Shape> inputs, IReadOnlyList<Shape> outputs) => 0;
}
