using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Pooling;
using TrainingService.Compute.Ops.Resampling;
using TrainingService.Compute.Ops.Sequences;

namespace TrainingService.Conformance.Tests.Ops;

/// <content>Resampling, unpooling, pooling over real steps.</content>
internal static partial class OpCases
{
    private static IEnumerable<OpCase> Resamplings()
    {
        (Shape X, int Height, int Width)[] rows = [(new(2, 3, 4, 5), 6, 8), (new(1, 1, 1, 1), 3, 2), (new(2, 5, 3, 17), 7, 3), (new(3, 4, 6, 33), 2, 5)];
        foreach (var (x, height, width) in rows)
        {
            foreach (var kind in new[] { AxisMapKind.Nearest, AxisMapKind.Linear, AxisMapKind.LinearAligned, AxisMapKind.Shift })
            {
                var op = new Resample2DOp(new AxisMap(kind, x[1], height, -1), new AxisMap(kind, x[2], width, 1));
                var y = new Shape(x[0], height, width, x[3]);
                yield return new($"resample {kind} {x} {height}x{width}", op, [new(x)], [new(y)], 4);
                yield return new($"resample back {kind} {x} {height}x{width}", new Resample2DOp(op.Rows.Transpose, op.Columns.Transpose), [new(y)], [new(x)], 16);
            }
        }
    }

    private static IEnumerable<OpCase> Unpoolings()
    {
        (Shape X, Window2D Window)[] rows =
        [
            (new(2, 6, 8, 5), new(2, 2, 2, 2, 1, 1, 0, 0, 0, 0)),
            (new(1, 7, 5, 17), new(2, 2, 2, 2, 1, 1, 0, 0, 0, 0)),
            (new(2, 7, 8, 3), new(3, 2, 3, 4, 1, 1, 1, 0, 1, 0)),
            (new(1, 1, 9, 1), new(1, 3, 1, 3, 1, 1, 0, 0, 0, 0)),
        ];
        foreach (var (x, window) in rows)
        {
            var y = new Shape(x[0], window.OutputHeight(x[1]), window.OutputWidth(x[2]), x[3]);
            var pool = new OpCase("pool", new MaxPool2DOp(window), [new(x)], [new(y)]);
            foreach (var fill in new[] { Fill.Numbers, Fill.Bits })
            {
                yield return new($"max unpool {x} {fill}", new MaxUnpool2DOp(window), [new(y), new(x, fill), new(y)], [new(x)])
                {
                    Derive = data => data[2] = pool.Expected([data[1]])[0],
                };
                yield return new($"max unpool gradient {x} {fill}", new MaxUnpool2DGradientOp(window), [new(x), new(x, fill), new(y)], [new(y)])
                {
                    Derive = data => data[2] = pool.Expected([data[1]])[0],
                };
            }
        }
    }

    private static IEnumerable<OpCase> SequencePoolings()
    {
        foreach (var x in new Shape[] { new(1, 1, 1), new(5, 7, 3), new(3, 4, 33), new(70, 9, 16) })
        {
            var y = new Shape(x[0], x[2]);
            CaseInput lengths = new(new(x[0]), Fill.Labels, x[1] + 1);
            var max = new OpCase($"sequence max pool {x}", new SequenceMaxPoolOp(), [new(x), lengths], [new(y)]);
            yield return max;
            yield return new($"sequence max pool gradient {x}", new SequenceMaxPoolGradientOp(), [new(y), new(x, Fill.Bits), new(y), lengths], [new(x)])
            {
                Derive = data => data[2] = max.Expected([data[1], data[3]])[0],
            };
            yield return new($"sequence average pool {x}", new SequenceAveragePoolOp(), [new(x), lengths], [new(y)], x[1]);
            yield return new($"sequence average pool gradient {x}", new SequenceAveragePoolGradientOp(), [new(y), lengths], [new(x)]);
            yield return new($"sequence mask {x}", new SequenceMaskOp(0), [new(x), lengths], [new(x)]);
            yield return new($"sequence mask -infinity {x}", new SequenceMaskOp(float.NegativeInfinity), [new(x), lengths], [new(x)]);
        }

        foreach (var (x, op) in new (Shape, SequenceWindowMeanOp)[] { (new(5, 4, 3), new(3, 2, 1, 8)), (new(3, 9, 17), new(2, 1, 0, 9)), (new(70, 3, 1), new(4, 3, 2, 7)) })
            yield return new($"sequence window mean {x}", op, [new(x), new(new(x[0]), Fill.Labels, op.Steps + 1)], [new(x)]);

        CaseOutput steps = new(new(40), ElementType.Int32);
        CaseInput rows = new(new(40), Fill.Labels, 12);
        yield return new("window lengths", new WindowLengthsOp(3, 2, 1), [rows], [steps]);
        yield return new("window lengths of more steps", new WindowLengthsOp(1, 5, 0, 3), [rows], [steps]);
        yield return new("window lengths of a long window", new WindowLengthsOp(9, 1, 0), [rows], [steps]);
    }
}
