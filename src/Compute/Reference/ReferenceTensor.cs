using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Reference;

/// <summary>A value in float64: row-major, no halo. Labels and predictions are whole numbers.</summary>
/// <param name="Shape">Its sizes.</param>
/// <param name="Data">Its elements, last dimension fastest.</param>
/// <param name="Element">How the graph stores it: a target is labels when this is <see cref="ElementType.Int32"/>.</param>
public sealed record ReferenceTensor(Shape Shape, double[] Data, ElementType Element = ElementType.Float32)
{
    /// <summary>A tensor of zeros.</summary>
    public static ReferenceTensor Zeros(Value value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(value.Shape, new double[value.Shape.Count], value.Element);
    }

    /// <summary>Number of elements.</summary>
    public int Count => Data.Length;

    /// <summary>Size of a dimension.</summary>
    public int Size(int axis) => Shape[axis];

    /// <summary>Element by place in memory.</summary>
    public ref double this[int i] => ref Data[i];

    /// <summary>Element of a matrix.</summary>
    public ref double this[int row, int column] => ref Data[row * Shape[1] + column];

    /// <summary>Element of an NHWC image batch, or of a kernel [kh, kw, c, f].</summary>
    public ref double this[int a, int b, int c, int d] => ref Data[((a * Shape[1] + b) * Shape[2] + c) * Shape[3] + d];

    /// <summary>Whether (y, x) lies inside the image.</summary>
    public bool Contains(int y, int x) => y >= 0 && y < Shape[1] && x >= 0 && x < Shape[2];
}
