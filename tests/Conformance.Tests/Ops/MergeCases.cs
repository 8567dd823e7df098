using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Dropout;
using TrainingService.Compute.Ops.Elementwise;

namespace TrainingService.Conformance.Tests.Ops;

/// <summary>Rows of the table: merging and rearranging values of any rank, and noise.</summary>
internal static class MergeCases
{
    private static readonly (Shape A, Shape B, Shape Y)[] Pairs =
    [
        (new(1, 1), new(1, 1), new(1, 1)),
        (new(3, 37), new(3, 37), new(3, 37)),
        (new(3, 37), new(3, 1), new(3, 37)),
        (new(2, 5, 7, 6), new(2, 1, 1, 6), new(2, 5, 7, 6)),
        (new(2, 1, 1, 19), new(2, 3, 4, 19), new(2, 3, 4, 19)),
        (new(2, 5, 7, 6), new(2, 5, 7, 1), new(2, 5, 7, 6)),
        (new(2, 1, 5), new(2, 4, 1), new(2, 4, 5)),
        (new(2, 3, 2, 5, 3), new(2, 1, 2, 1, 3), new(2, 3, 2, 5, 3)),
        (new(40, 12, 12, 6), new(40, 12, 12, 6), new(40, 12, 12, 6)),
    ];

    public static IEnumerable<OpCase> All => [.. Combinations(), .. Shapes(), .. Noise()];

    private static IEnumerable<OpCase> Combinations()
    {
        foreach (var (a, b, y) in Pairs)
        {
            foreach (var kind in Enum.GetValues<CombineKind>())
                yield return new($"{kind} {a} {b}", new CombineOp(kind), [new(a), new(b)], [new(y)]);
            for (var operand = 0; operand < 2; operand++)
            {
                yield return new($"gradient of maximum {a} {b} for {operand}", new ChoiceGradientOp(CombineKind.Maximum, operand), [new(y), new(a), new(b)], [new(y)]);
                yield return new(
                    $"gradient of minimum with ties {a} {b} for {operand}", new ChoiceGradientOp(CombineKind.Minimum, operand),
                    [new(y), new(a, Fill.Bits), new(b, Fill.Bits)], [new(y)]);
            }

            foreach (var small in new[] { a, b }.Where(shape => !shape.Equals(y)))
            {
                yield return new($"broadcast {small} to {y}", new BroadcastOp(), [new(small)], [new(y)]);
                yield return new($"sum {y} to {small}", new SumToOp(), [new(y)], [new(small)], y.Count / small.Count);
            }

        }

        foreach (var y in Pairs.Select(pair => pair.Y).Distinct())
            yield return new($"scale {y}", new ScaleOp(-0.3f), [new(y)], [new(y)]);
        yield return new("sum [3, 40, 50, 4] to [3, 1, 1, 1]", new SumToOp(), [new(new(3, 40, 50, 4))], [new(new(3, 1, 1, 1))], 8000);
        yield return new("sum [2, 300, 33] to [2, 1, 33]", new SumToOp(), [new(new(2, 300, 33))], [new(new(2, 1, 33))], 300);
        yield return new("broadcast [2, 1, 33] to [2, 20, 33]", new BroadcastOp(), [new(new(2, 1, 33))], [new(new(2, 20, 33))]);
    }

    private static IEnumerable<OpCase> Shapes()
    {
        yield return new("concat channels", new ConcatOp(3), [new(new(2, 3, 5, 6)), new(new(2, 3, 5, 1)), new(new(2, 3, 5, 17))], [new(new(2, 3, 5, 24))]);
        yield return new("concat rows of images", new ConcatOp(1), [new(new(2, 3, 5, 4)), new(new(2, 2, 5, 4))], [new(new(2, 5, 5, 4))]);
        yield return new("concat features", new ConcatOp(1), [new(new(70, 3)), new(new(70, 40))], [new(new(70, 43))]);
        yield return new("concat steps", new ConcatOp(1), [new(new(1, 1, 5)), new(new(1, 4, 5))], [new(new(1, 5, 5))]);
        yield return new("concat volumes", new ConcatOp(4), [new(new(2, 2, 3, 2, 3)), new(new(2, 2, 3, 2, 2))], [new(new(2, 2, 3, 2, 5))]);
        yield return new("slice channels", new SliceOp(3, 6), [new(new(2, 3, 5, 24))], [new(new(2, 3, 5, 17))]);
        yield return new("slice columns", new SliceOp(2, 1), [new(new(2, 3, 5, 4))], [new(new(2, 3, 3, 4))]);
        yield return new("slice features", new SliceOp(1, 0), [new(new(5, 43))], [new(new(5, 1))]);
        yield return new("slice steps", new SliceOp(1, 2), [new(new(3, 7, 5))], [new(new(3, 4, 5))]);
        foreach (var (x, order) in new (Shape, AxisOrder)[]
        {
            (new(3, 5, 7), new(0, 2, 1)), (new(2, 3, 5, 6), new(0, 3, 1, 2)), (new(2, 3, 5, 6), new(0, 2, 1, 3)), (new(2, 3, 4, 5, 2), new(0, 4, 2, 1, 3)),
            (new(1, 4, 1), new(0, 2, 1)), (new(2, 5), new(0, 1)),
        })
        {
            var y = new Shape([.. Enumerable.Range(0, x.Rank).Select(i => x[order[i]])]);
            yield return new($"permute {x} by {order}", new PermuteOp(order), [new(x)], [new(y)]);
        }
    }

    private static IEnumerable<OpCase> Noise()
    {
        foreach (var shape in new Shape[] { new(1, 1), new(5, 37), new(2, 3, 5, 7), new(3, 300), new(4, 50, 33), new(2, 2, 3, 2, 5), new(70, 2, 9, 33), new(2, 3, 2, 300) })
        {
            yield return new($"spatial dropout {shape}", new SpatialDropoutOp(0.4, 3), [new(shape)], [new(shape)]);
            yield return new($"gaussian noise {shape}", new GaussianNoiseOp(0.5f, 3), [new(shape)], [new(shape)]);
            if (shape.Rank is 3 or 5)
                yield return new($"dropout {shape}", new DropoutOp(0.4, 3), [new(shape)], [new(shape)]);
        }
    }
}
