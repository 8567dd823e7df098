using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Normalization;

namespace TrainingService.Conformance.Tests.Onnx;

internal static partial class Translations
{
    /// <summary>
    /// X [n, c, ...], scale, B, mean, var. ONNX's momentum weighs what was, ours the batch. ONNX keeps the biased variance, ours the unbiased one as
    /// PyTorch: what the batch adds is brought back by (N - 1) / N before it is compared.
    /// </summary>
    private static NodeCase BatchNormalization(OnnxTest test)
    {
        var x = test.Input(0).ChannelsLast();
        var (channels, epsilon) = (x.Shape[^1], (float)test.Number("epsilon", 1e-5));
        int[] each = [channels];
        var made = new NodeCase();
        ValueId[] inputs = [made.Input(x), .. Enumerable.Range(1, 4).Select(place => made.Parameter(test.Input(place)))];
        var terms = x.Data.Length / channels;
        if (test.Integer("training_mode", 0) == 0)
        {
            made.Expect(made.Add(new BatchNormInferenceOp(epsilon, true, false, ActivationFunction.Linear), x.Shape, inputs), test.Output().ChannelsLast(), 4);
            return made;
        }

        var kept = test.Number("momentum", 0.9);
        var outputs = made.Add(
            new BatchNormOp((float)(1 - kept), epsilon, true, false, ActivationFunction.Linear),
            [(x.Shape, ElementType.Float32), .. Enumerable.Repeat((each, ElementType.Float32), 4)], inputs);
        made.Expect(outputs[0], test.Output().ChannelsLast(), terms);
        made.Expect(outputs[3], test.Output(1), terms);
        made.Expect(outputs[4], test.Output(2), terms, after => [.. after.Zip(test.Input(4).Data, (now, before) => kept * before + (now - kept * before) * (terms - 1) / terms)]);
        return made;
    }

    /// <summary>Over the axes from `axis` on, which are one axis for us.</summary>
    private static NodeCase LayerNormalization(OnnxTest test)
    {
        var x = test.Input(0);
        var axis = (test.Integer("axis", -1) + x.Rank) % x.Rank;
        var size = x.Shape[axis..].Aggregate(1, (product, s) => product * s);
        var rows = x.Data.Length / size;
        var made = new NodeCase();
        var outputs = made.Add(
            new LayerNormOp((float)test.Number("epsilon", 1e-5), true, true, true),
            [([rows, size], ElementType.Float32), ([rows], ElementType.Float32), ([rows], ElementType.Float32)],
            [made.Input(x.Reshaped(rows, size)), made.Parameter(test.Input(1).Reshaped(size)), made.Parameter(test.Input(2).Reshaped(size))]);
        made.Expect(outputs[0], test.Output(), size);
        for (var place = 1; place < 3; place++)
        {
            if (test.HasOutput(place)) made.Expect(outputs[place], test.Output(place), size);
        }

        return made;
    }
}
