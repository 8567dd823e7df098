using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Losses;

namespace TrainingService.Conformance.Tests.Ops;

/// <summary>Every loss, with labels, numbers and rows that are not counted. Those with gradient are also checked against the slope of their mean.</summary>
internal static class LossCases
{
    private static readonly (int Rows, int N)[] Sizes = [(1, 1), (1, 10), (64, 10), (5, 3), (7, 16), (3, 53), (1000, 33), (700, 1), (2, 600)];

    // The others differ from these in one formula only.
    private static readonly (int Rows, int N)[] FewSizes = [(1, 1), (5, 3), (33, 17), (70, 1), (6, 53)];

    public static IReadOnlyList<OpCase> All { get; } = [.. new[] { false, true }.SelectMany(gradient => Entropies(gradient).Concat(Distributions(gradient)).Concat(Elements(gradient)).Concat(Regions(gradient)))];

    private static IEnumerable<OpCase> Entropies(bool gradient)
    {
        foreach (var (rows, n) in Sizes)
        {
            yield return Case("softmax cross-entropy", new SoftmaxCrossEntropyOp(gradient), rows, n, Labels(rows, n));
            yield return Case("binary cross-entropy logits", new BinaryCrossEntropyOp(true, gradient), rows, n, Bits(rows, n));
            yield return Case("binary cross-entropy logits labels", new BinaryCrossEntropyOp(true, gradient), rows, n, Labels(rows, Math.Max(n, 2)));
            yield return Case("binary cross-entropy", new BinaryCrossEntropyOp(false, gradient), rows, n, Bits(rows, n), Fill.Probabilities);
            yield return Case("squared error", new MeanSquaredErrorOp(gradient), rows, n, new(new(rows, n)));
            yield return Case("squared error labels", new MeanSquaredErrorOp(gradient), rows, n, Labels(rows, Math.Max(n, 2)));
        }

        foreach (var (rows, n) in FewSizes)
        {
            var factors = new ClassFactors([.. Enumerable.Range(0, Math.Max(n, 2)).Select(i => 0.5f + 0.25f * i)]);
            CaseInput gaps = new(new(rows), Fill.LabelsWithGaps, n), gapped = new(new(rows), Fill.LabelsWithGaps, Math.Max(n, 2));
            CaseInput soft = new(new(rows, n), Fill.Probabilities);
            yield return Case("cross-entropy weighted, with gaps", new SoftmaxCrossEntropyOp(gradient) { Classes = factors, Weight = 0.3f }, rows, n, gaps);
            yield return Case("cross-entropy smoothed", new SoftmaxCrossEntropyOp(gradient) { Smoothing = 0.2f, Classes = factors }, rows, n, gaps);
            yield return Case("cross-entropy soft", new SoftmaxCrossEntropyOp(gradient) { Smoothing = 0.1f }, rows, n, soft);
            yield return Case("cross-entropy of probabilities", new ProbabilityCrossEntropyOp(gradient) { Smoothing = 0.1f, Classes = factors }, rows, n, gaps, Fill.Probabilities);
            yield return Case("cross-entropy of probabilities soft", new ProbabilityCrossEntropyOp(gradient), rows, n, soft, Fill.Probabilities);
            yield return Case("softmax focal", new SoftmaxFocalOp(2, gradient) { Classes = factors }, rows, n, gaps);
            yield return Case("softmax focal 0", new SoftmaxFocalOp(0, gradient), rows, n, gaps);
            yield return Case("binary focal", new BinaryFocalOp(1.5f, 0.25f, 0.75f, gradient), rows, n, Bits(rows, n));
            yield return Case("binary focal labels", new BinaryFocalOp(2, 1, 1, gradient) { Classes = factors }, rows, n, gapped);
            yield return Case("binary weighted", new BinaryCrossEntropyOp(true, gradient) { PositiveWeight = 3, Smoothing = 0.1f }, rows, n, Bits(rows, n));
            yield return Case("binary weighted labels", new BinaryCrossEntropyOp(true, gradient) { Classes = factors, Weight = 2 }, rows, n, gapped);
            yield return Case("binary probabilities weighted", new BinaryCrossEntropyOp(false, gradient) { PositiveWeight = 3, Smoothing = 0.1f }, rows, n, Bits(rows, n), Fill.Probabilities);
            foreach (var reversed in new[] { false, true })
            {
                yield return Case($"divergence logits {reversed}", new KlDivergenceOp(true, reversed, gradient), rows, n, soft);
                yield return Case($"divergence {reversed}", new KlDivergenceOp(false, reversed, gradient), rows, n, soft, Fill.Probabilities);
            }
        }
    }

    /// <summary>Targets of exactly 0 and 1, whole vectors and a rest, several chunks of rows.</summary>
    private static IEnumerable<OpCase> Distributions(bool gradient)
    {
        foreach (var (rows, n) in new[] { (1, 1), (5, 16), (9, 53), (70, 300) })
        {
            CaseInput bits = Bits(rows, n), soft = new(new(rows, n), Fill.Probabilities), gaps = new(new(rows), Fill.LabelsWithGaps, n);
            foreach (var reversed in new[] { false, true })
            {
                yield return Case($"divergence logits from bits {reversed}", new KlDivergenceOp(true, reversed, gradient), rows, n, bits);
                yield return Case($"divergence from bits {reversed}", new KlDivergenceOp(false, reversed, gradient), rows, n, bits, Fill.Probabilities);
                yield return Case($"divergence of bits {reversed}", new KlDivergenceOp(false, reversed, gradient), rows, n, soft, Fill.Bits);
            }

            yield return Case("cross-entropy of probabilities, labels", new ProbabilityCrossEntropyOp(gradient), rows, n, gaps, Fill.Probabilities);
            yield return Case("cross-entropy of probabilities, bits", new ProbabilityCrossEntropyOp(gradient), rows, n, bits, Fill.Probabilities);
            yield return Case("cross-entropy of certainties, labels", new ProbabilityCrossEntropyOp(gradient), rows, n, gaps, Fill.Bits);
            yield return Case("cross-entropy of certainties, smoothed", new ProbabilityCrossEntropyOp(gradient) { Smoothing = 0.1f }, rows, n, soft, Fill.Bits);
        }
    }

    private static IEnumerable<OpCase> Elements(bool gradient)
    {
        foreach (var (rows, n) in FewSizes)
        {
            CaseInput numbers = new(new(rows, n)), gapped = new(new(rows), Fill.LabelsWithGaps, Math.Max(n, 2));
            foreach (var kind in Enum.GetValues<MarginKind>())
            {
                yield return Case($"margin {kind}", new MarginLossOp(kind, gradient), rows, n, numbers);
                yield return Case($"margin {kind} labels", new MarginLossOp(kind, gradient), rows, n, gapped);
            }

            yield return Case("multi-class hinge", new MulticlassHingeOp(gradient), rows, n, new(new(rows), Fill.LabelsWithGaps, n));
            yield return Case("absolute error", new MeanAbsoluteErrorOp(gradient), rows, n, numbers);
            yield return Case("absolute error labels", new MeanAbsoluteErrorOp(gradient), rows, n, gapped);
            yield return Case("huber", new HuberOp(0.7f, gradient), rows, n, numbers);
            yield return Case("log-cosh", new LogCoshOp(gradient), rows, n, numbers);
        }
    }

    private static IEnumerable<OpCase> Regions(bool gradient)
    {
        foreach (var overlap in Enum.GetValues<BoxOverlap>())
        {
            foreach (var layout in Enum.GetValues<BoxLayout>())
            {
                var op = new BoxLossOp(overlap, layout, layout == BoxLayout.Xywh ? 0.5f : 0, gradient);
                yield return Case($"box {overlap} {layout}", op, 30, 4, new(new(30, 4), Fill.Probabilities), Fill.Probabilities);
                yield return Case($"boxes {overlap} {layout} far out", op, 5, 12, new(new(5, 12)));

                // Rows of fewer boxes than lanes, of more with a rest, and of more than are taken at once; several chunks of rows.
                yield return Case($"boxes {overlap} {layout}", op, 1100, 8, new(new(1100, 8), Fill.Probabilities), Fill.Probabilities);
                yield return Case($"boxes {overlap} {layout}", op, 7, 148, new(new(7, 148), Fill.Probabilities), Fill.Probabilities);
                yield return Case($"boxes {overlap} {layout} far out", op, 2, 2068, new(new(2, 2068)));
            }
        }

        foreach (var isDice in new[] { false, true })
        {
            var op = new MaskLossOp(isDice, 0.5f, gradient) { RowsPerSample = 12 };
            yield return Case($"mask {isDice} of classes", op, 36, 3, new(new(36), Fill.LabelsWithGaps, 3));
            yield return Case($"mask {isDice} yes or no", op, 36, 1, new(new(36), Fill.LabelsWithGaps, 2));
            yield return Case($"mask {isDice} of numbers", op with { RowsPerSample = 1 }, 3, 20, Bits(3, 20));

            // Whole panels of rows and a rest, several stretches of sums; more classes than lanes; soft targets of several rows.
            yield return Case($"mask {isDice} of classes", op with { RowsPerSample = 301 }, 602, 21, new(new(602), Fill.LabelsWithGaps, 21));
            yield return Case($"mask {isDice} of classes without gaps", op with { RowsPerSample = 64 }, 128, 4, Labels(128, 4));
            yield return Case($"mask {isDice} yes or no", op with { RowsPerSample = 301 }, 602, 1, new(new(602), Fill.LabelsWithGaps, 2));
            yield return Case($"mask {isDice} of shares", op with { RowsPerSample = 7 }, 14, 53, new(new(14, 53), Fill.Probabilities));
        }
    }

    private static CaseInput Labels(int rows, int classes) => new(new(rows), Fill.Labels, classes);

    private static CaseInput Bits(int rows, int n) => new(new(rows, n), Fill.Bits);

    private static OpCase Case(string name, LossOp op, int rows, int n, CaseInput target, Fill fill = Fill.Numbers)
    {
        CaseOutput[] outputs = [new(new(rows)), new(new(rows), ElementType.Int32)];
        if (op.WithGradient) outputs = [.. outputs, new(new(rows, n))];
        return new($"{name} {rows}x{n}{(op.WithGradient ? " with gradient" : "")}", op, [new(new(rows, n), fill), target], outputs, n);
    }
}
