using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Conv3D;
using TrainingService.Compute.Ops.Dense;
using TrainingService.Compute.Ops.Resampling;
using TrainingService.Compute.Ops.Sequences;
using TrainingService.Conformance.Tests.Ops;
using static TrainingService.Conformance.Tests.Gradients.Reads;

namespace TrainingService.Conformance.Tests.Gradients;

/// <content>Convolutions in groups and in three dimensions, and transposed ones.</content>
internal static partial class GradientRows
{
    private static IEnumerable<GradientRow> Spatial() => [.. GroupedConvolutions(), .. ResamplingAndSequences()];

    private static IEnumerable<GradientRow> GroupedConvolutions()
    {
        foreach (var groups in new[] { 2, 4 })
        {
            foreach (var window in new Window2D[] { new(3, 3, 1, 1, 1, 1, 1, 1, 1, 1), new(3, 2, 2, 3, 2, 1, 2, 0, 1, 1) })
            {
                var name = $"{window.KernelHeight}x{window.KernelWidth} g{groups}";
                CaseInput x = new(new(2, 5, 6, 4)), w = new(new(window.KernelHeight, window.KernelWidth, 4 / groups, 4), IsParameter: true);
                var y = new Shape(2, window.OutputHeight(5), window.OutputWidth(6), 4);
                var linear = ActivationFunction.Linear;
                foreach (var row in Both(
                    name,
                    x,
                    w,
                    y,
                    new Conv2DOp(window, false, linear, groups),
                    new Conv2DInputGradientOp(window, linear, groups),
                    new Conv2DWeightGradientOp(window, groups),
                    new ConvTranspose2DOp(window, false, linear, groups)))
                {
                    yield return row;
                }
            }
        }

        foreach (var (groups, window) in new (int, Window3D)[]
        {
            (1, new(3, 1, 1, 1, 1, new(2, 3, 1, 2, 1, 1, 0, 1, 1, 1))),
            (2, new(2, 2, 2, 2, 0, new(2, 2, 2, 1, 1, 2, 1, 1, 0, 1))),
            (4, new(3, 2, 1, 1, 0, new(3, 1, 1, 1, 1, 1, 1, 0, 1, 0))),
        })
        {
            var plane = window.Plane;
            CaseInput x = new(new(2 * 4, 4, 5, 4)), w = new(new(window.KernelDepth, plane.KernelHeight, plane.KernelWidth, 4 / groups, 4), IsParameter: true);
            var y = new Shape(2 * window.OutputDepth(4), plane.OutputHeight(4), plane.OutputWidth(5), 4);
            foreach (var row in Both(
                $"3d g{groups}",
                x,
                w,
                y,
                new Conv3DOp(window, 4, false, ActivationFunction.Linear, groups),
                new Conv3DInputGradientOp(window, 4, ActivationFunction.Linear, groups),
                new Conv3DWeightGradientOp(window, 4, groups),
                new ConvTranspose3DOp(window, 4, false, ActivationFunction.Linear, groups)))
            {
                yield return row;
            }
        }

        var stride = new Window2D(3, 3, 2, 2, 1, 1, 1, 1, 1, 1);
        CaseInput small = new(new(1, 3, 3, 2)), kernel = new(new(3, 3, 3, 2), IsParameter: true), bias = new(new(3), IsParameter: true);
        var biased = new OpCase("transposed conv with bias", new ConvTranspose2DOp(stride, true, ActivationFunction.Linear), [small, kernel, bias], [new(new(1, 6, 6, 3))]);
        yield return new(biased, 2, new BiasGradientOp(), OutputGradient);
    }

    private static IEnumerable<GradientRow> ResamplingAndSequences()
    {
        CaseInput x = new(new(2, 3, 4, 3)), lengths = new(new(3), Fill.Labels, 6), sequence = new(new(3, 5, 3));
        foreach (var kind in new[] { AxisMapKind.Nearest, AxisMapKind.Linear, AxisMapKind.LinearAligned, AxisMapKind.Shift })
        {
            var resample = new Resample2DOp(new AxisMap(kind, 3, 7, -2), new AxisMap(kind, 4, 3, 1));
            var back = new Resample2DOp(resample.Rows.Transpose, resample.Columns.Transpose);
            yield return new(new($"resample {kind}", resample, [x], [new(new(2, 7, 3, 3))]), 0, back, OutputGradient);
        }

        yield return new(
            new("sequence average pool", new SequenceAveragePoolOp(), [sequence, lengths], [new(new(3, 3))]), 0, new SequenceAveragePoolGradientOp(), OutputGradient, Second);
        yield return new(
            new("sequence max pool", new SequenceMaxPoolOp(), [sequence, lengths], [new(new(3, 3))]), 0, new SequenceMaxPoolGradientOp(), OutputGradient, First, Output, Second);
        var means = new SequenceWindowMeanOp(3, 2, 1, 9);
        yield return new(new("sequence window mean", means, [sequence, lengths], [new(sequence.Shape)]), 0, means, OutputGradient, Second);
        yield return new(new("sequence mask", new SequenceMaskOp(0), [sequence, lengths], [new(sequence.Shape)]), 0, new SequenceMaskOp(0), OutputGradient, Second);
    }

    /// <summary>A convolution and its transpose: each is the other's input gradient, and the kernel's gradient has its sides exchanged.</summary>
    private static IEnumerable<GradientRow> Both(string name, CaseInput x, CaseInput w, Shape y, Op conv, Op inputGradient, Op weightGradient, Op transposed)
    {
        var forward = new OpCase($"grouped conv {name}", conv, [x, w], [new(y)], w.Shape.Count);
        yield return new(forward, 0, inputGradient, OutputGradient, Second);
        yield return new(forward, 1, weightGradient, First, OutputGradient);
        var back = new OpCase($"transposed conv {name}", transposed, [new(y), w], [new(x.Shape)], w.Shape.Count);
        yield return new(back, 0, conv, OutputGradient, Second);
        yield return new(back, 1, weightGradient, OutputGradient, First);
    }
}
