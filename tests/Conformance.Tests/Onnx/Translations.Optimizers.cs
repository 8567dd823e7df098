using TrainingService.Compute.Backends;

namespace TrainingService.Conformance.Tests.Onnx;

internal static partial class Translations
{
    /// <summary>ONNX multiplies the step by √(1-β₂ᵗ)/(1-β₁ᵗ), which is ours with uncorrected_epsilon; but the node tests are of step 0, which it leaves uncorrected.</summary>
    private static UpdateCase Adam(OnnxTest test) => throw new NotOursException(
        test.Number("epsilon", 0) == 0
            ? "Adam whose ε is 0; ours is at least 1e-16."
            : "Adam of step 0, which ONNX does not correct; our steps begin with 1.");

    /// <summary>ONNX: g' = norm_coefficient · x + g; h += g'²; x -= r / (1 + t · decay_factor) · g' / (√h + ε). Ours leaves the decay to the schedule.</summary>
    private static UpdateCase Adagrad(OnnxTest test)
    {
        var count = (test.Inputs.Count - 2) / 3;
        return new UpdateCase(
            new AdaGradRule((float)test.Number("epsilon", 0), 0),
            test.Input(0).Data[0] / (1 + test.Input(1).Data[0] * test.Number("decay_factor", 0)),
            (float)test.Number("norm_coefficient", 0),
            [.. Enumerable.Range(2, count).Select(test.Input)],
            [.. Enumerable.Range(2 + count, count).Select(test.Input)],
            [[.. Enumerable.Range(2 + 2 * count, count).Select(test.Input)]],
            [.. Enumerable.Range(0, count).Select(test.Output)],
            [[.. Enumerable.Range(count, count).Select(test.Output)]]);
    }

    /// <summary>
    /// ONNX: g' = norm_coefficient · x + g; v = α v + β' g', β' = 1 in the first step else β; x -= r v, or with Nesterov x -= r (g' + α v).
    /// Ours has β = 1.
    /// </summary>
    private static UpdateCase Momentum(OnnxTest test)
    {
        var count = (test.Inputs.Count - 2) / 3;
        var first = test.Input(1).Data[0] == 0;
        if (!first && test.Number("beta", 1) != 1) throw new NotOursException("Our momentum has no dampening of the gradient (β = 1).");
        return new UpdateCase(
            new SgdRule((float)test.Number("alpha", 0), test.Text("mode", "standard") == "nesterov"),
            test.Input(0).Data[0],
            (float)test.Number("norm_coefficient", 0),
            [.. Enumerable.Range(2, count).Select(test.Input)],
            [.. Enumerable.Range(2 + count, count).Select(test.Input)],
            [[.. Enumerable.Range(2 + 2 * count, count).Select(test.Input)]],
            [.. Enumerable.Range(0, count).Select(test.Output)],
            [[.. Enumerable.Range(count, count).Select(test.Output)]]);
    }
}
