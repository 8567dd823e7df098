using TrainingService.Compute.Backends;
using TrainingService.Compute.Graphs;

namespace TrainingService.Kernels.Cases;

/// <summary>An operand.</summary>
/// <param name="Shape">Its sizes.</param>
/// <param name="IsParameter">Whether it is a weight, which kernels may read from a packed copy.</param>
/// <param name="Limit">Above 0 for whole numbers below that.</param>
internal sealed record Operand(Shape Shape, bool IsParameter = false, int Limit = 0)
{
    /// <summary>The least number it holds.</summary>
    public float Least { get; init; } = -0.1f;

    /// <summary>What all its numbers are below.</summary>
    public float Most { get; init; } = 0.1f;

    /// <summary>How many of its numbers the result depends on.</summary>
    public long Read { get; init; } = Shape.Count;
}

/// <summary>A kernel to be timed.</summary>
/// <param name="Name">Family and sizes.</param>
internal abstract record KernelCase(string Name)
{
    /// <summary>Multiplications and additions; 0 where memory alone is the roof.</summary>
    public abstract long Flops { get; }

    /// <summary>Bytes that must be read or written at least once.</summary>
    public abstract long Bytes { get; }
}

/// <summary>Operations of a graph.</summary>
/// <param name="Name">Family and sizes.</param>
/// <param name="Inputs">What they read from without.</param>
internal abstract record GraphCase(string Name, IReadOnlyList<Operand> Inputs) : KernelCase(Name)
{
    /// <summary>Whether this happens between other layers of a training step, where rows may be mixed.</summary>
    public bool IsWithinTraining { get; init; }

    /// <summary>Whether weights stay as they are and were packed beforehand, as for predictions.</summary>
    public bool HasFixedWeights { get; init; }

    /// <summary>The operations; the inputs are the first values.</summary>
    public abstract Graph Build();

    /// <summary>A graph of the inputs alone.</summary>
    protected Graph WithInputs()
    {
        var (graph, parameter) = (new Graph { MixesRows = IsWithinTraining, HasFixedWeights = HasFixedWeights }, 0);
        var given = IsWithinTraining ? ValueKind.Intermediate : ValueKind.Input;
        foreach (var input in Inputs)
        {
            graph.AddValue(
                input.Shape, input.IsParameter ? ValueKind.Parameter : given,
                input.Limit > 0 ? ElementType.Int32 : ElementType.Float32, input.IsParameter ? parameter++ : -1);
        }

        return graph;
    }
}

/// <summary>An operation.</summary>
/// <param name="Name">Family and sizes.</param>
/// <param name="Op">What it does.</param>
/// <param name="Inputs">In the op's order.</param>
/// <param name="Outputs">In the op's order.</param>
/// <param name="Products">Multiplications and additions of products.</param>
internal sealed record OpCase(string Name, Op Op, IReadOnlyList<Operand> Inputs, IReadOnlyList<Shape> Outputs, long Products) : GraphCase(Name, Inputs)
{
    /// <summary>Takes the number of operations from the op.</summary>
    public OpCase(string name, Op op, IReadOnlyList<Operand> inputs, IReadOnlyList<Shape> outputs)
        : this(name, op, inputs, outputs, op.Flops([.. inputs.Select(input => input.Shape)], outputs))
    {
    }

    public override long Flops => Products;

    public override long Bytes => sizeof(float) * (Inputs.Sum(input => input.Read) + Outputs.Sum(output => output.Count));

    public override Graph Build()
    {
        var graph = WithInputs();
        ValueId[] inputs = [.. graph.Values.Select(value => value.Id)];
        graph.AddNode(Op, 0, inputs, [.. Outputs.Select(output => graph.AddValue(output))]);
        return graph;
    }
}

/// <summary>An update of parameters.</summary>
/// <param name="Name">The rule and the number of parameters.</param>
/// <param name="Rule">What it does.</param>
/// <param name="Span">The parameters with their penalties.</param>
internal sealed record UpdateCase(string Name, UpdateRule Rule, ParameterSpan Span) : KernelCase(Name)
{
    public override long Flops => 0;

    /// <summary>Weights and state are read and written, gradients read.</summary>
    public override long Bytes => sizeof(float) * Span.Count * (3 + (2 * Rule.StateBlocks));
}
