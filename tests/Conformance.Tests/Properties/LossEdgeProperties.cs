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

    private static OpCase Case(LossOp op, int rows, int n, CaseInput target, Fill fill = Fill.Numbers) =>
        new("edge", op, [new(new(rows, n), fill), target], [new(new(rows)), new(new(rows), ElementType.Int32), new(new(rows, n))], n);
}
