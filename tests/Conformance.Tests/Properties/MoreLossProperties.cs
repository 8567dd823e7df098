using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Losses;
using TrainingService.Conformance.Tests.Ops;

namespace TrainingService.Conformance.Tests.Properties;

public sealed class MoreLossProperties
{
    public static TheoryData<InstructionSet> Sets => [.. InstructionSets.Supported];

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_divergence_of_a_distribution_from_itself_is_0_in_both_orders(InstructionSet set)
    {
        double[] p = [0.1f, 0.2f, 0.3f, 0.4f];
        foreach (var reversed in new[] { false, true })
        {
            var result = Run(set, new KlDivergenceOp(false, reversed, false), 1, 4, p, p);
            Assert.Equal(0, result[0][0], 1e-6);
            result = Run(set, new KlDivergenceOp(true, reversed, true), 1, 4, [.. p.Select(x => (double)(float)Math.Log(x))], p);
            Assert.Equal(0, result[0][0], 1e-6);
            Assert.All(result[2], slope => Assert.Equal(0, slope, 1e-6));
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Equal_boxes_overlap_wholly_and_half_a_box_by_half(InstructionSet set)
    {
        foreach (var overlap in Enum.GetValues<BoxOverlap>())
        {
            var op = new BoxLossOp(overlap, BoxLayout.Xywh, 0, true);
            Assert.Equal(0, Run(set, op, 1, 4, [1, 2, 3, 4], [1, 2, 3, 4])[0][0], 1e-5);
            if (overlap is BoxOverlap.Iou or BoxOverlap.Giou) Assert.Equal(0.5, Run(set, op, 1, 4, [0, 0, 1, 2], [0, 0, 2, 2])[0][0], 1e-5);
        }

        // Corners of the same box in the other layouts.
        Assert.Equal(0, Run(set, new BoxLossOp(BoxOverlap.Iou, BoxLayout.Cxcywh, 0, false), 1, 4, [2, 2, 2, 4], [2, 2, 2, 4])[0][0], 1e-5);
        Assert.Equal(2.0 / 3, Run(set, new BoxLossOp(BoxOverlap.Iou, BoxLayout.Xyxy, 0, false), 1, 4, [0, 0, 2, 2], [1, 0, 3, 2])[0][0], 1e-5);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Boxes_that_do_not_touch_are_drawn_together_by_all_but_the_plain_overlap(InstructionSet set)
    {
        double[] Slopes(BoxOverlap overlap) => Run(set, new BoxLossOp(overlap, BoxLayout.Xywh, 0, true), 1, 4, [0, 0, 1, 1], [5, 3, 1, 1])[2];
        Assert.All(Slopes(BoxOverlap.Iou), slope => Assert.Equal(0, slope));
        foreach (var overlap in new[] { BoxOverlap.Giou, BoxOverlap.Diou, BoxOverlap.Ciou })
        {
            // A step against the slope moves the box to the right and down, towards the other.
            Assert.True(Slopes(overlap)[0] < -1e-3 && Slopes(overlap)[1] < -1e-3, $"{overlap}: {string.Join(", ", Slopes(overlap))}");
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Class_factors_scale_losses_and_gradients_and_rows_without_label_have_none(InstructionSet set)
    {
        double[] z = [.. Enumerable.Range(0, 12).Select(i => (double)(float)Math.Sin(i))], labels = [0, 1, -1, 2];
        var plain = Run(set, new SoftmaxCrossEntropyOp(true), 4, 3, z, labels, isLabels: true);
        var weighted = Run(set, new SoftmaxCrossEntropyOp(true) { Classes = new ClassFactors([1, 2, 0.5f]) }, 4, 3, z, labels, isLabels: true);
        double[] factors = [1, 2, 0, 0.5];
        for (var row = 0; row < 4; row++)
        {
            Assert.Equal(factors[row] * plain[0][row], weighted[0][row], 1e-6);
            for (var o = 0; o < 3; o++) Assert.Equal(factors[row] * plain[2][3 * row + o], weighted[2][3 * row + o], 1e-6);
        }

        Assert.Equal(0, plain[0][2]);

        // Three rows are counted: a row alone has three times the share.
        var alone = Run(set, new SoftmaxCrossEntropyOp(true), 1, 3, z[..3], [0], isLabels: true);
        Assert.Equal(alone[2][0] / 3, plain[2][0], 1e-6);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Focal_loss_without_focus_is_cross_entropy_and_log_loss_is_binary_cross_entropy(InstructionSet set)
    {
        double[] z = [.. Enumerable.Range(0, 20).Select(i => (double)(float)(3 * Math.Sin(i)))], labels = [.. Enumerable.Range(0, 20).Select(i => (double)(i % 2))];
        var binary = Run(set, new BinaryCrossEntropyOp(true, true), 20, 1, z, labels, isLabels: true);
        foreach (var op in new LossOp[] { new BinaryFocalOp(0, 1, 1, true), new MarginLossOp(MarginKind.Log, true) })
        {
            var other = Run(set, op, 20, 1, z, labels, isLabels: true);
            Closeness.AssertClose(binary[0], other[0], 1, "loss");
            Closeness.AssertClose(binary[2], other[2], 1, "gradient");
        }
    }

    private static double[][] Run(InstructionSet set, LossOp op, int rows, int n, double[] z, double[] target, bool isLabels = false)
    {
        CaseInput wanted = isLabels ? new(new(rows), Fill.Labels, n) : new(new(rows, n));
        CaseOutput[] outputs = [new(new(rows)), new(new(rows), ElementType.Int32)];
        if (op.WithGradient) outputs = [.. outputs, new(new(rows, n))];
        return KernelRun.Outputs(new OpCase("property", op, [new(new(rows, n)), wanted], outputs), set, [z, target]);
    }
}
