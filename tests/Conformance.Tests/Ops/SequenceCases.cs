using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Recurrent;
using TrainingService.Compute.Ops.Sequences;

namespace TrainingService.Conformance.Tests.Ops;

/// <summary>Rows of the table: embeddings, positions and recurrent layers.</summary>
internal static class SequenceCases
{
    private static readonly RecurrentCell[] Cells = Enum.GetValues<RecurrentCell>();

    public static IEnumerable<OpCase> All => [.. Embeddings(), .. Positions(), .. Columns(), .. Cells.SelectMany(Forward), .. Cells.SelectMany(Gradients), .. Products()];

    /// <summary>A recurrent layer's forward op as a case.</summary>
    public static OpCase Recurrent(RecurrentForm form, int rows, int steps, int channels, int units)
    {
        List<CaseInput> inputs = [new(new(rows, steps, channels)), Weights(channels, form.Gates * units), Weights(units, form.Gates * units)];
        if (form.HasBias) inputs.Add(new(new(form.Gates * units), IsParameter: true));
        if (form.HasRecurrentBias) inputs.Add(new(new(form.Gates * units), IsParameter: true));
        if (form.HasState) inputs.Add(new(new(rows, units)));
        if (form.HasState && form.HasCellState) inputs.Add(new(new(rows, units)));
        if (form.HasLengths) inputs.Add(new(new(rows), Fill.Labels, steps + 2));
        var name = $"{form.Cell}{(form.Reverse ? " reverse" : "")}{(form.HasBias ? " b" : "")}{(form.HasRecurrentBias ? " r" : "")}"
            + $"{(form.HasState ? " h0" : "")}{(form.HasLengths ? " lengths" : "")} {rows}x{steps}x{channels}x{units}";
        return new(name, new RecurrentOp(form), inputs, [.. form.OutputShapes(rows, steps, units).Select(shape => new CaseOutput(shape))], (channels + units) * steps)
        {
            Derive = data => Shrink(data, channels + units),
        };
    }

    /// <summary>Weights small enough that states stay lively: neither saturated nor exploding.</summary>
    private static void Shrink(double[][] data, int terms)
    {
        for (var i = 1; i < 3; i++) data[i] = [.. data[i].Select(value => (double)(float)(value / Math.Sqrt(terms)))];
    }

    private static CaseInput Weights(int rows, int columns) => new(new(rows, columns), IsParameter: true);

    private static IEnumerable<OpCase> Forward(RecurrentCell cell) =>
    [
        Recurrent(new(cell, HasBias: true), 3, 4, 5, 16),
        Recurrent(new(cell, Reverse: true, HasBias: true, HasRecurrentBias: true, HasState: true, HasLengths: true), 5, 4, 3, 7),
        Recurrent(new(cell, HasRecurrentBias: true, HasLengths: true), 17, 3, 2, 33),
        Recurrent(new(cell, HasState: true), 1, 1, 1, 1),
        Recurrent(new(cell, HasLengths: true, HasState: true), 2, 6, 20, 3),
    ];

    private static IEnumerable<OpCase> Gradients(RecurrentCell cell) =>
    [
        Gradient(new(new(cell), true, false, false), 3, 4, 16),
        Gradient(new(new(cell, Reverse: true, HasLengths: true), true, true, cell == RecurrentCell.Lstm), 5, 4, 7),
        Gradient(new(new(cell, HasLengths: true), false, true, false), 17, 3, 33),
        Gradient(new(new(cell), false, cell != RecurrentCell.Lstm, cell == RecurrentCell.Lstm), 1, 1, 1),
    ];

    private static OpCase Gradient(RecurrentGradientOp op, int rows, int steps, int units)
    {
        var form = op.Form;
        List<CaseInput> inputs = [Weights(units, form.Gates * units), new(new(steps, rows, form.Gates * units), Fill.Probabilities), new(new(steps + 1, rows, units))];
        if (form.HasMemory) inputs.Add(new(new(form.HasCellState ? steps + 1 : steps, rows, units)));
        if (form.HasLengths) inputs.Add(new(new(rows), Fill.Labels, steps + 2));
        if (op.HasOutputGradient) inputs.Add(new(new(rows, steps, units)));
        if (op.HasStateGradient) inputs.Add(new(new(rows, units)));
        if (op.HasCellGradient) inputs.Add(new(new(rows, units)));
        Shape perStep = new(steps, rows, form.Gates * units), state = new(rows, units);
        Shape[] outputs = form.Cell == RecurrentCell.GruResetAfter ? [perStep, perStep, state] : form.HasCellState ? [perStep, state, state] : [perStep, state];
        var name = $"{form.Cell} gradient{(form.Reverse ? " reverse" : "")}{(form.HasLengths ? " lengths" : "")} {rows}x{steps}x{units}";
        return new(name, op, inputs, [.. outputs.Select(shape => new CaseOutput(shape))], form.Gates * units * steps)
        {
            Derive = data => data[0] = [.. data[0].Select(value => (double)(float)(value / Math.Sqrt(form.Gates * units)))],
        };
    }

    private static IEnumerable<OpCase> Products()
    {
        foreach (var (rows, steps, channels, width) in new[] { (1, 1, 1, 1), (3, 5, 7, 33), (20, 4, 18, 12) })
        {
            CaseInput x = new(new(rows, steps, channels)), da = new(new(steps, rows, width)), w = Weights(channels, width);
            foreach (var reverse in new[] { false, true })
            {
                var size = $"{(reverse ? "reverse " : "")}{rows}x{steps}x{channels}x{width}";
                yield return new($"recurrent input gradient {size}", new RecurrentInputGradientOp(reverse), [da, w], [new(new(rows, steps, channels))], width);
                yield return new($"recurrent kernel gradient {size}", new RecurrentKernelGradientOp(reverse), [x, da], [new(w.Shape)], rows * steps);
            }
        }

        foreach (var (rows, steps, units) in new[] { (1, 1, 1), (5, 3, 7), (20, 5, 36) })
        {
            CaseInput states = new(new(steps + 1, rows, units)), da = new(new(steps, rows, 3 * units)), reset = new(new(steps, rows, units));
            var output = new CaseOutput(new(units, 3 * units));
            yield return new($"state kernel gradient {rows}x{steps}x{units}", new RecurrentStateKernelGradientOp(false), [states, da], [output], rows * steps);
            yield return new($"state kernel gradient reset {rows}x{steps}x{units}", new RecurrentStateKernelGradientOp(true), [states, da, reset], [output], rows * steps);
        }
    }

    private static IEnumerable<OpCase> Embeddings()
    {
        foreach (var (ids, vocabulary, width, padding) in new (Shape, int, int, int)[]
        {
            (new(1, 1), 1, 1, -1), (new(3, 7), 5, 33, 0), (new(4, 40), 300, 16, 2), (new(40, 60), 70, 19, -1), (new(5), 3, 8, -1),
        })
        {
            CaseInput tokens = new(ids, Fill.Labels, vocabulary), table = Weights(vocabulary, width), dy = new(new([.. ids.Dimensions, width]));
            var size = $"{ids} {vocabulary}x{width} padding {padding}";
            yield return new($"embedding {size}", new EmbeddingOp(padding), [tokens, table], [new(dy.Shape)]);
            yield return new($"embedding gradient {size}", new EmbeddingGradientOp(padding), [tokens, dy], [new(table.Shape)], ids.Count);
        }

        CaseInput wild = new(new(2, 3), Fill.Labels, 4), small = Weights(4, 5);
        var derive = (double[][] data) => { (data[0][1], data[0][4]) = (-1, 4); };
        yield return new("embedding outside", new EmbeddingOp(-1), [wild, small], [new(new(2, 3, 5))]) { Derive = derive };
        yield return new("embedding gradient outside", new EmbeddingGradientOp(-1), [wild, new(new(2, 3, 5))], [new(small.Shape)], 6) { Derive = derive };
    }

    private static IEnumerable<OpCase> Columns()
    {
        foreach (var (rows, first, count, rest) in new[] { (1, 0, 1, 1), (3, 5, 17, 2), (40, 33, 16, 64) })
        {
            CaseInput before = new(new(rows, 2, first + 1)), middle = new(new(rows, 2, count)), after = new(new(rows, 2, rest));
            Shape all = new(rows, 2, first + 1 + count + rest);
            var size = $"{rows} {first + 1}+{count}+{rest}";
            yield return new($"join columns {size}", new JoinColumnsOp(), [before, middle, after], [new(all)]);
            yield return new($"take columns {size}", new TakeColumnsOp(first + 1), [new(all)], [new(middle.Shape)]);
            yield return new($"place columns {size}", new PlaceColumnsOp(first + 1), [middle], [new(all)]);
        }
    }

    private static IEnumerable<OpCase> Positions()
    {
        foreach (var shape in new Shape[] { new(1, 1, 1), new(3, 5, 7), new(6, 70, 34) })
        {
            CaseInput x = new(shape), table = Weights(shape[1], shape[2]);
            yield return new($"positions {shape}", new AddPositionsOp(), [x, table], [new(shape)]);
            yield return new($"position gradient {shape}", new PositionGradientOp(), [x], [new(table.Shape)], shape[0]);
            yield return new($"sinusoids {shape}", new AddSinusoidsOp(), [x], [new(shape)]);
        }
    }
}
