using TrainingService.Compute.Graphs;
using TrainingService.Compute.Reference;
using TrainingService.Compute.Runtime;

namespace TrainingService.Conformance.Tests.Ops;

/// <summary>What an input of a case is filled with.</summary>
public enum Fill
{
    /// <summary>Uniform on [-2, 2], at least 0.02 away from 0, where activations have their kinks.</summary>
    Numbers,

    /// <summary>Uniform on [0.02, 0.98].</summary>
    Probabilities,

    /// <summary>0 or 1.</summary>
    Bits,

    /// <summary>Classes below <see cref="CaseInput.Limit"/>, as int32.</summary>
    Labels,

    /// <summary>As <see cref="Labels"/>, about one in five -1: not to be counted.</summary>
    LabelsWithGaps,
}

/// <summary>An input of a case.</summary>
/// <param name="Shape">Its sizes.</param>
/// <param name="Fill">Its content.</param>
/// <param name="Limit">Number of classes, for labels.</param>
/// <param name="IsParameter">Whether it is a weight: kernels may read packed copies of it.</param>
public sealed record CaseInput(Shape Shape, Fill Fill = Fill.Numbers, int Limit = 0, bool IsParameter = false)
{
    /// <summary>Whether it comes from the dataset and not from another layer.</summary>
    public bool IsData { get; init; }

    public ElementType Element => Fill is Fill.Labels or Fill.LabelsWithGaps ? ElementType.Int32 : ElementType.Float32;
}

/// <summary>An output of a case.</summary>
public sealed record CaseOutput(Shape Shape, ElementType Element = ElementType.Float32);

/// <summary>One row of the table: an op on inputs of given shapes.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Op">The operation.</param>
/// <param name="Inputs">In the op's order.</param>
/// <param name="Outputs">In the op's order.</param>
/// <param name="Terms">Length of the longest sum behind an output; rounding errors grow with its root.</param>
public sealed record OpCase(string Name, Op Op, IReadOnlyList<CaseInput> Inputs, IReadOnlyList<CaseOutput> Outputs, long Terms = 1)
{
    public const ulong Seed = 0x0123_4567_89AB_CDEF;
    public const ulong Step = 7;

    /// <summary>Computes inputs that must fit others, such as the maxima that a pooling gave; changes the array.</summary>
    public Action<double[][]>? Derive { get; init; }

    /// <summary>Whether kernels may mix rows, as in training.</summary>
    public bool MixesRows { get; init; }

    /// <summary>The inputs' numbers, all exact in float32; the same at each call.</summary>
    public double[][] Data()
    {
        var data = new double[Inputs.Count][];
        for (var i = 0; i < data.Length; i++)
            data[i] = Numbers(Inputs[i], (uint)i);
        Derive?.Invoke(data);
        return data;
    }

    /// <summary>The case as a graph of one node: inputs first, then outputs.</summary>
    public Graph Graph()
    {
        var graph = new Graph { MixesRows = MixesRows };
        var parameter = 0;
        ValueId[] inputs = [.. Inputs.Select(input => graph.AddValue(
            input.Shape, input.IsParameter ? ValueKind.Parameter : input.IsData ? ValueKind.Input : ValueKind.Intermediate, input.Element, input.IsParameter ? parameter++ : -1))];
        ValueId[] outputs = [.. Outputs.Select(output => graph.AddValue(output.Shape, ValueKind.Intermediate, output.Element))];
        graph.AddNode(Op, 0, inputs, outputs);
        return graph;
    }

    /// <summary>The outputs in float64.</summary>
    public double[][] Expected(double[][] data)
    {
        ReferenceTensor[] inputs = [.. Inputs.Select((input, i) => new ReferenceTensor(input.Shape, data[i], input.Element))];
        ReferenceTensor[] outputs = [.. Outputs.Select(output => new ReferenceTensor(output.Shape, new double[output.Shape.Count], output.Element))];
        ReferenceInterpreter.Execute(Op, inputs, outputs, Seed, Step);
        return [.. outputs.Select(output => output.Data)];
    }

    public override string ToString() => Name;

    private double[] Numbers(CaseInput input, uint stream)
    {
        var uniform = new float[input.Shape.Count];
        RandomFill.Uniform(uniform, 0, 1, (ulong)Name.Sum(letter => letter), stream);
        return [.. uniform.Select(u => input.Fill switch
        {
            Fill.Probabilities => (float)(0.02 + 0.96 * u),
            Fill.Bits => u < 0.5 ? 0 : 1,
            Fill.LabelsWithGaps when (int)(5 * input.Limit * u) % 5 == 0 => -1,
            Fill.Labels or Fill.LabelsWithGaps => Math.Min((int)(u * input.Limit), input.Limit - 1),
            _ => (double)(float)(u < 0.5 ? 4 * u - 2.02 : 4 * u - 1.98),
        })];
    }
}
