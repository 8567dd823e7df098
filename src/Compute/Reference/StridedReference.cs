using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Elementwise;

namespace TrainingService.Compute.Reference;

/// <summary>Ops on values of any rank, place by place.</summary>
internal static class StridedReference
{
    public static void Combine(CombineKind kind, ReferenceTensor a, ReferenceTensor b, ReferenceTensor y) => ForEach(y.Shape, (index, place) =>
    {
        var (p, q) = (a[Repeated(a.Shape, place)], b[Repeated(b.Shape, place)]);
        y[index] = kind switch
        {
            CombineKind.Add => p + q,
            CombineKind.Subtract => p - q,
            CombineKind.Multiply => p * q,
            CombineKind.Maximum => p > q ? p : q,
            CombineKind.Minimum => p < q ? p : q,
            _ => throw new NotSupportedException($"The reference has no {kind}."),
        };
    });

    public static void ChoiceGradient(ChoiceGradientOp op, ReferenceTensor dy, ReferenceTensor a, ReferenceTensor b, ReferenceTensor result) =>
        ForEach(dy.Shape, (index, place) =>
        {
            var (p, q) = (a[Repeated(a.Shape, place)], b[Repeated(b.Shape, place)]);
            var first = op.Kind == CombineKind.Maximum ? p >= q : p <= q;
            result[index] = first == (op.Operand == 0) ? dy[index] : 0;
        });

    public static void Scale(float factor, ReferenceTensor x, ReferenceTensor y)
    {
        for (var i = 0; i < y.Count; i++)
            y[i] = factor * x[i];
    }

    public static void Broadcast(ReferenceTensor x, ReferenceTensor y) => ForEach(y.Shape, (index, place) => y[index] = x[Repeated(x.Shape, place)]);

    public static void SumTo(ReferenceTensor x, ReferenceTensor y) => ForEach(x.Shape, (index, place) => y[Repeated(y.Shape, place)] += x[index]);

    public static void Concat(int axis, ReferenceTensor[] inputs, ReferenceTensor y)
    {
        var start = 0;
        foreach (var x in inputs)
        {
            var offset = start;
            ForEach(x.Shape, (index, place) =>
            {
                place[axis] += offset;
                y[Flat(y.Shape, place)] = x[index];
                place[axis] -= offset;
            });
            start += x.Size(axis);
        }
    }

    public static void Slice(SliceOp op, ReferenceTensor x, ReferenceTensor y) => ForEach(y.Shape, (index, place) =>
    {
        place[op.Axis] += op.Start;
        y[index] = x[Flat(x.Shape, place)];
        place[op.Axis] -= op.Start;
    });

    public static void Permute(AxisOrder order, ReferenceTensor x, ReferenceTensor y) => ForEach(y.Shape, (index, place) =>
    {
        var there = new int[place.Length];
        for (var i = 0; i < place.Length; i++)
            there[order[i]] = place[i];
        y[index] = x[Flat(x.Shape, there)];
    });

    private static void ForEach(Shape shape, Action<int, int[]> visit)
    {
        var place = new int[shape.Rank];
        for (var index = 0; index < shape.Count; index++)
        {
            visit(index, place);
            for (var i = shape.Rank - 1; i >= 0 && ++place[i] == shape[i]; i--)
                place[i] = 0;
        }
    }

    private static int Repeated(Shape shape, int[] place) => Flat(shape, [.. place.Select((at, i) => shape[i] == 1 ? 0 : at)]);

    private static int Flat(Shape shape, int[] place)
    {
        var index = 0;
        for (var i = 0; i < place.Length; i++)
            index = (index * shape[i]) + place[i];
        return index;
    }
}
