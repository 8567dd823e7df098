using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Losses;
using TrainingService.Conformance.Tests.Ops;

namespace TrainingService.Conformance.Tests.Properties;

/// <summary>Losses of outputs that are no ordinary numbers, at places where vectors end too.</summary>
public sealed class LossEdgeProperties
{
    public static TheoryData<InstructionSet> Sets => [.. InstructionSets.Supported];

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_mask_does_not_see_positions_without_label_whatever_is_predicted_there(InstructionSet set)
    {
        foreach (var n in new[] { 1, 5 })
        {
            var op = Case(new MaskLossOp(true, 1, true) { RowsPerSample = 37 }, 37, n, new(new(37), Fill.LabelsWithGaps, Math.Max(2, n)));
            var data = op.Data();
            var plain = KernelRun.Outputs(op, set, data);
            for (var row = 0; row < 37; row++)
            {
                for (var o = 0; data[1][row] < 0 && o < n; o++) data[0][(row * n) + o] = double.NaN;
            }

            var result = KernelRun.Outputs(op, set, data);
            Assert.Contains(-1, data[1]);
            Assert.Equal(plain[0], result[0]);
            Assert.Equal(plain[2], result[2]);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_mask_of_certainties_has_no_slope_and_one_of_no_numbers_has_no_loss(InstructionSet set)
    {
        var op = Case(new MaskLossOp(false, 1, true) { RowsPerSample = 3 }, 6, 1, new(new(6), Fill.Labels, 2));
        const double Infinite = double.PositiveInfinity;
        var result = KernelRun.Outputs(op, set, [[Infinite, -Infinite, Infinite, 0, double.NaN, 0], [1, 0, 1, 0, 1, 1]]);
        Assert.Equal([0, 0, 0, double.NaN, double.NaN, double.NaN], result[0]);
        Assert.Equal([1, 0, 1, 0, 0, 0], result[1]);
        Assert.Equal([0, 0, 0], result[2][..3]);
        Assert.True(double.IsNaN(result[2][3]));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_row_with_an_output_that_is_no_number_has_no_loss_and_spoils_no_other_row(InstructionSet set)
    {
        CaseInput labels = new(new(20), Fill.Labels, 19), soft = new(new(20, 19), Fill.Probabilities);
        LossOp[] ofNumbers = [new KlDivergenceOp(true, false, true), new KlDivergenceOp(true, true, true), new KlDivergenceOp(false, false, true), new KlDivergenceOp(false, true, true)];
        (LossOp Op, CaseInput Target)[] all = [
            .. ofNumbers.Select(op => (op, soft)), (new ProbabilityCrossEntropyOp(true), labels), (new ProbabilityCrossEntropyOp(true), soft),
            (new ProbabilityCrossEntropyOp(true) { Smoothing = 0.1f }, labels), (new SoftmaxCrossEntropyOp(true), labels)];
        foreach (var (op, target) in all)
        {
            foreach (var place in new[] { 0, 7, 18 })
            {
                var row = Case(op, 20, 19, target, Fill.Probabilities);
                var data = row.Data();
                var plain = KernelRun.Outputs(row, set, data);
                data[0][(3 * 19) + place] = double.NaN;
                var result = KernelRun.Outputs(row, set, data);
                Assert.Equal([3], Enumerable.Range(0, 20).Where(r => double.IsNaN(result[0][r])));
                Assert.True(double.IsNaN(result[2][(3 * 19) + place]), $"{op} {place}");
                Assert.Equal(plain[2][(4 * 19)..], result[2][(4 * 19)..]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_box_found_exactly_costs_nothing_and_has_slopes_that_are_numbers_wherever_it_lies(InstructionSet set)
    {
        // Sides of boxes far from the origin are rounded when they are drawn from corners: the overlap may then come out above 1. Of the first two
        // it comes out as the very number that leaves nothing of 1 - IoU + v, and α as 0 / 0.
        float[] rounded = [750.273499f, 803.083801f, 1.28409111f, 1.40634108f, 322.622528f, 19.5633793f, 1.23101723f, 1.07706714f];
        double[] boxes = [.. rounded.Select(x => (double)x), .. Enumerable.Range(0, 398).SelectMany(i => new[] { 100 + (i * 0.3f), 900 - (i * 1.7f), 1 + (i % 7 * 0.1f), 1 + (i % 5 * 0.1f) }.Select(x => (double)x))];
        foreach (var overlap in Enum.GetValues<BoxOverlap>())
        {
            foreach (var layout in new[] { BoxLayout.Xywh, BoxLayout.Cxcywh })
            {
                var op = Case(new BoxLossOp(overlap, layout, 0.1f, true), 400, 4, new(new(400, 4)));
                var result = KernelRun.Outputs(op, set, [boxes, boxes]);
                Assert.All(result[0], loss => Assert.Equal(0, loss, 1e-3));
                Assert.All(result[2], slope => Assert.True(double.IsFinite(slope), $"{overlap} {layout}"));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void A_place_without_a_box_gives_nothing_whatever_is_predicted_there_and_a_box_that_is_no_number_spoils_its_row_alone(InstructionSet set)
    {
        foreach (var overlap in Enum.GetValues<BoxOverlap>())
        {
            foreach (var layout in Enum.GetValues<BoxLayout>())
            {
                // Rows of three boxes, the middle one absent.
                var op = Case(new BoxLossOp(overlap, layout, 0.1f, true), 20, 12, new(new(20, 12), Fill.Probabilities), Fill.Probabilities);
                var data = op.Data();
                for (var row = 0; row < 20; row++) (data[1][(row * 12) + 6], data[1][(row * 12) + 7]) = (-1, -1);
                var plain = KernelRun.Outputs(op, set, data);
                for (var number = 4; number < 8; number++) data[0][(2 * 12) + number] = double.NaN;
                var absent = KernelRun.Outputs(op, set, data);
                Assert.Equal(plain[0], absent[0]);
                Assert.Equal(plain[2], absent[2]);
                Assert.All(absent[2][((2 * 12) + 4)..((2 * 12) + 8)], slope => Assert.Equal(0, slope));
                for (var number = 0; number < 4; number++)
                {
                    var spoilt = data[0].ToArray();
                    spoilt[(7 * 12) + number] = double.NaN;
                    if (layout == BoxLayout.Xyxy) (data[1][(7 * 12) + 2], data[1][(7 * 12) + 3]) = (1, 1);
                    var result = KernelRun.Outputs(op, set, [spoilt, data[1]]);
                    Assert.Equal([7], Enumerable.Range(0, 20).Where(r => double.IsNaN(result[0][r])));
                    Assert.True(double.IsNaN(result[2][(7 * 12) + number]), $"{overlap} {layout} {number}");
                    Assert.Equal(plain[2][(8 * 12)..], result[2][(8 * 12)..]);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Rows_without_any_box_have_no_loss(InstructionSet set)
    {
        var op = Case(new BoxLossOp(BoxOverlap.Ciou, BoxLayout.Xywh, 1, true), 9, 8, new(new(9, 8), Fill.Probabilities), Fill.Probabilities);
        var data = op.Data();
        Array.Fill(data[1], -1);
        var result = KernelRun.Outputs(op, set, data);
        Assert.All(result[0], loss => Assert.Equal(0, loss));
        Assert.All(result[2], slope => Assert.Equal(0, slope));
    }

    private static OpCase Case(LossOp op, int rows, int n, CaseInput target, Fill fill = Fill.Numbers) =>
        new("edge", op, [new(new(rows, n), fill), target], [new(new(rows)), new(new(rows), ElementType.Int32), new(new(rows, n))], n);
}
