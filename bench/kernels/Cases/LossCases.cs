using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Losses;

namespace TrainingService.Kernels.Cases;

/// <summary>Every loss with its gradient.</summary>
internal static class LossCases
{
    private static readonly Shape Wide = new(4096, 1000);
    private static readonly Operand Scores = new(Wide) { Least = -3, Most = 3 };
    private static readonly Operand Shares = new(Wide) { Least = 0.001f, Most = 0.999f };
    private static readonly Operand Labels = new(new(4096), Limit: 1000);

    public static IEnumerable<KernelCase> All => [.. OfLabels(), .. OfDistributions(), .. OfDecisions(), .. OfNumbers(), .. OfBoxes(), .. OfMasks()];

    private static IEnumerable<KernelCase> OfLabels()
    {
        yield return Case("cross-entropy", new SoftmaxCrossEntropyOp(true), Scores, Labels);
        yield return Case("cross-entropy, smoothed", new SoftmaxCrossEntropyOp(true) { Smoothing = 0.1f }, Scores, Labels);
        yield return Case("cross-entropy of targets", new SoftmaxCrossEntropyOp(true), Scores, Shares);
        foreach (var classes in new[] { 10, 33 })
        {
            Operand few = Scores with { Shape = new(262_144, classes), Read = 262_144 * classes }, labels = new(new(262_144), Limit: classes);
            yield return Case($"cross-entropy, {classes} classes", new SoftmaxCrossEntropyOp(true), few, labels);
        }

        yield return Case("cross-entropy of probabilities", new ProbabilityCrossEntropyOp(true), Shares, Labels);
        yield return Case("focal", new SoftmaxFocalOp(2, true), Scores, Labels);
        yield return Case("multiclass hinge", new MulticlassHingeOp(true), Scores, Labels);
    }

    private static IEnumerable<KernelCase> OfDistributions()
    {
        yield return Case("KL divergence", new KlDivergenceOp(true, false, true), Scores, Shares);
        yield return Case("KL divergence reversed", new KlDivergenceOp(true, true, true), Scores, Shares);
        yield return Case("KL divergence of probabilities", new KlDivergenceOp(false, false, true), Shares, Shares);
    }

    private static IEnumerable<KernelCase> OfDecisions()
    {
        yield return Case("binary cross-entropy", new BinaryCrossEntropyOp(true, true), Scores, Shares);
        yield return Case("binary cross-entropy of probabilities", new BinaryCrossEntropyOp(false, true), Shares, Shares);
        yield return Case("binary focal", new BinaryFocalOp(2, 0.25f, 0.75f, true), Scores, Shares);
        foreach (var kind in Enum.GetValues<MarginKind>()) yield return Case($"margin {kind}", new MarginLossOp(kind, true), Scores, Scores);
    }

    private static IEnumerable<KernelCase> OfNumbers()
    {
        yield return Case("mean squared error", new MeanSquaredErrorOp(true), Scores, Scores);
        yield return Case("mean absolute error", new MeanAbsoluteErrorOp(true), Scores, Scores);
        yield return Case("Huber", new HuberOp(1, true), Scores, Scores);
        yield return Case("log-cosh", new LogCoshOp(true), Scores, Scores);
    }

    /// <summary>100 boxes a row, all of them real.</summary>
    private static IEnumerable<KernelCase> OfBoxes()
    {
        Operand boxes = new(new(4096, 400)) { Least = 0, Most = 1 };
        foreach (var overlap in Enum.GetValues<BoxOverlap>()) yield return Case($"box {overlap}", new BoxLossOp(overlap, BoxLayout.Xywh, 0.1f, true), boxes, boxes);
    }

    /// <summary>Masks of 128 x 128 pixels.</summary>
    private static IEnumerable<KernelCase> OfMasks()
    {
        const int pixels = 128 * 128;
        foreach (var (name, isDice) in new[] { ("IoU", false), ("dice", true) })
        {
            foreach (var (outputs, samples, classes) in new[] { ("1 output", 64, 1), ("21 classes", 8, 21) })
            {
                Operand z = new(new(samples * pixels, classes)) { Least = -3, Most = 3 }, labels = new(new(samples * pixels), Limit: Math.Max(2, classes));
                yield return Case($"mask {name}, {outputs}", new MaskLossOp(isDice, 1, true) { RowsPerSample = pixels }, z, labels);
            }
        }
    }

    private static OpCase Case(string name, LossOp op, Operand z, Operand target)
    {
        var rows = new Shape(z.Shape[0]);
        return new OpCase($"loss {name}", op, [z, target], [rows, rows, z.Shape]);
    }
}
