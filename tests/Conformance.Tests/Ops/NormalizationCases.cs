using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Normalization;

namespace TrainingService.Conformance.Tests.Ops;

/// <summary>Rows of the table: batch, group, layer and RMS normalization with their gradients.</summary>
internal static class NormalizationCases
{
    private static readonly ActivationFunction Silu = new(ActivationKind.Silu);

    public static IEnumerable<OpCase> All =>
        [.. Forward.SelectMany(row => new[] { row, GradientOf(row) }), .. Forward.Where(row => row.Op is BatchNormOp).Select(InferenceOf), .. WithActivations()];

    /// <summary>Forward ops without activation.</summary>
    public static IReadOnlyList<OpCase> Forward { get; } = [.. Batch(), .. Group(), .. Layer()];

    /// <summary>The gradient of a case's first output, wanted for all inputs or for the parameters alone.</summary>
    public static OpCase GradientOf(OpCase forward, bool withInput)
    {
        var shape = forward.Inputs[0].Shape;
        Op op = forward.Op switch
        {
            BatchNormOp norm => new ChannelNormGradientOp(shape[shape.Rank - 1], norm.Affine, norm.HasLengths, withInput),
            GroupNormOp norm => new ChannelNormGradientOp(norm.Groups, norm.Affine, norm.HasLengths, withInput),
            LayerNormOp norm => new LayerNormGradientOp(norm.Centered, norm.HasScale, norm.HasOffset, withInput),
            _ => throw new ArgumentOutOfRangeException(nameof(forward), forward.Op.GetType().Name, "No normalization."),
        };
        var (hasScale, hasOffset, hasLengths) = forward.Op switch
        {
            BatchNormOp norm => (norm.Affine, norm.Affine, norm.HasLengths),
            GroupNormOp norm => (norm.Affine, norm.Affine, norm.HasLengths),
            LayerNormOp norm => (norm.HasScale, norm.HasOffset, false),
            _ => default,
        };
        List<CaseInput> inputs = [new(shape), forward.Inputs[0], new(forward.Outputs[1].Shape), new(forward.Outputs[2].Shape)];
        if (hasScale) inputs.Add(forward.Inputs[1]);
        if (hasLengths) inputs.Add(forward.Inputs[^1]);
        var parameter = new CaseOutput(new Shape(shape[shape.Rank - 1]));
        CaseOutput[] outputs = [.. withInput ? [new CaseOutput(shape)] : Array.Empty<CaseOutput>(), .. hasScale ? [parameter] : Array.Empty<CaseOutput>(), .. hasOffset ? [parameter] : Array.Empty<CaseOutput>()];
        return new($"gradient of {forward.Name}{(withInput ? "" : " for parameters")}", op, inputs, outputs, Math.Max(shape.Count / 4, 16))
        {
            Derive = data =>
            {
                var there = forward.Data();
                double[][] given = [.. there];
                given[0] = data[1];
                if (hasScale) data[4] = there[1];
                if (hasLengths) data[^1] = there[^1];
                var found = forward.Expected(given);
                (data[2], data[3]) = (OpCases.Floats(found[1]), OpCases.Floats(found[2]));
            },
        };
    }

    /// <summary>For batches of 3 the parameters' alone, if there are any.</summary>
    private static OpCase GradientOf(OpCase forward)
    {
        var hasParameters = forward.Op is BatchNormOp { Affine: true } or GroupNormOp { Affine: true } or LayerNormOp { HasScale: true };
        return GradientOf(forward, !hasParameters || forward.Inputs[0].Shape[0] != 3);
    }

    private static IEnumerable<OpCase> Batch()
    {
        foreach (var shape in new Shape[] { new(1, 1), new(2, 3), new(64, 10), new(3, 37), new(2, 5, 7), new(2, 5, 7, 6), new(5, 3, 3, 1), new(2, 2, 3, 2, 5), new(40, 12, 12, 6), new(300, 130) })
            yield return BatchCase(shape, affine: shape.Rank != 4 || shape[3] == 6, hasLengths: false);
        yield return BatchCase(new(6, 5, 3), true, true);
        yield return BatchCase(new(3, 4, 17), false, true);
        yield return BatchCase(new(1, 4, 2), true, true);
        yield return BatchCase(new(70, 40, 9), true, true);

        // Four vectors of channels at a time and a rest, more cells than are summed at once.
        yield return BatchCase(new(2, 20, 15, 70), true, false);
        yield return BatchCase(new(3, 300, 66), true, true);

        // Two vectors at a time of two cells, the second a part, cells in odd numbers.
        yield return BatchCase(new(2, 5, 7, 24), true, false);
        yield return BatchCase(new(3, 7, 9, 32), true, false);
        yield return BatchCase(new(5, 259, 27), true, true);
    }

    private static OpCase BatchCase(Shape shape, bool affine, bool hasLengths)
    {
        var c = new Shape(shape[shape.Rank - 1]);
        CaseInput[] inputs =
        [
            new(shape), .. affine ? [new(c), new(c)] : Array.Empty<CaseInput>(), new(c), new(c, Fill.Probabilities),
            .. hasLengths ? [new(new(shape[0]), Fill.Labels, shape[1] + 1)] : Array.Empty<CaseInput>(),
        ];
        var op = new BatchNormOp(0.3f, 1e-3f, affine, hasLengths, ActivationFunction.Linear);
        return new($"batch norm {shape}{(affine ? " affine" : "")}{(hasLengths ? " lengths" : "")}", op, inputs, [new(shape), new(c), new(c), new(c), new(c)], shape.Count / c[0]);
    }

    private static OpCase InferenceOf(OpCase row)
    {
        var op = (BatchNormOp)row.Op;
        return new(
            $"{row.Name} at evaluation", new BatchNormInferenceOp(op.Epsilon, op.Affine, op.HasLengths, ActivationFunction.Relu), row.Inputs, [row.Outputs[0]], 4);
    }

    private static IEnumerable<OpCase> WithActivations()
    {
        foreach (var row in Forward.Where(row => row.Op is BatchNormOp or GroupNormOp && row.Inputs[0].Shape.Rank is 3 or 4))
        {
            Op op = row.Op is BatchNormOp batch ? batch with { Activation = ActivationFunction.Relu } : ((GroupNormOp)row.Op) with { Activation = Silu };
            yield return row with { Name = $"{row.Name} with activation", Op = op };
        }
    }

    private static IEnumerable<OpCase> Group()
    {
        yield return GroupCase(new(3, 12), 3, true, false);
        yield return GroupCase(new(2, 5, 7), 7, false, false);
        yield return GroupCase(new(2, 5, 7, 6), 3, true, false);
        yield return GroupCase(new(3, 20, 18, 32), 8, true, false);
        yield return GroupCase(new(1, 2, 2, 1), 1, true, false);
        yield return GroupCase(new(2, 2, 3, 2, 10), 1, true, false);
        yield return GroupCase(new(5, 6, 4), 2, true, true);
        yield return GroupCase(new(4, 3, 18), 18, false, true);
        yield return GroupCase(new(17, 3, 5, 64), 8, true, false);
        yield return GroupCase(new(2, 17, 18, 69), 3, true, false);
        yield return GroupCase(new(4, 300, 80), 80, true, true);
    }

    private static OpCase GroupCase(Shape shape, int groups, bool affine, bool hasLengths)
    {
        var (c, statistics) = (new Shape(shape[shape.Rank - 1]), new Shape(shape[0], shape[shape.Rank - 1]));
        CaseInput[] inputs =
        [
            new(shape), .. affine ? [new(c), new(c)] : Array.Empty<CaseInput>(),
            .. hasLengths ? [new(new(shape[0]), Fill.Labels, shape[1] + 1)] : Array.Empty<CaseInput>(),
        ];
        var op = new GroupNormOp(groups, 1e-3f, affine, hasLengths, ActivationFunction.Linear);
        return new($"group norm {shape} by {groups}{(hasLengths ? " lengths" : "")}", op, inputs, [new(shape), new(statistics), new(statistics)], shape.Count / shape[0] / groups);
    }

    private static IEnumerable<OpCase> Layer()
    {
        foreach (var shape in new Shape[] { new(1, 1), new(7, 10), new(3, 64), new(2, 5, 37), new(2, 3, 4, 6), new(100, 130), new(2, 3, 2, 5, 3), new(1, 2000) })
        {
            var (n, rows) = (new Shape(shape[shape.Rank - 1]), new Shape(checked((int)(shape.Count / shape[shape.Rank - 1]))));
            CaseOutput[] outputs = [new(shape), new(rows), new(rows)];
            yield return new($"layer norm {shape} affine", new LayerNormOp(1e-3f, true, true, true), [new(shape), new(n), new(n)], outputs, n[0]);
            yield return new($"rms norm {shape}", new LayerNormOp(1e-3f, false, true, false), [new(shape), new(n)], outputs, n[0]);
            if (shape.Rank == 3)
                yield return new($"layer norm {shape}", new LayerNormOp(1e-3f, true, false, false), [new(shape)], outputs, n[0]);
        }
    }
}
