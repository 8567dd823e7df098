using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Losses;

namespace TrainingService.Conformance.Tests.Onnx;

internal static partial class Translations
{
    /// <summary>x [n, c, ...] logits; z the loss, and perhaps log softmax(x).</summary>
    private static NodeCase SoftmaxCrossEntropy(OnnxTest test)
    {
        var made = new NodeCase();
        var z = Rows(test.Input(0));
        var logits = made.Input(z);
        ExpectLoss(test, made, logits, new SoftmaxCrossEntropyOp(WithGradient: false) { Classes = Factors(test) });
        if (test.HasOutput(1)) made.Expect(made.Add(new SoftmaxOp(Log: true), z.Shape, logits), Rows(test.Output(1)), z.Shape[1]);
        return made;
    }

    /// <summary>x [n, c, ...] logarithms of probabilities, which ours takes itself.</summary>
    private static NodeCase NegativeLogLikelihood(OnnxTest test)
    {
        var made = new NodeCase();
        var probabilities = made.Input(Rows(test.Input(0)).Mapped(log => (float)Math.Exp(log)));
        ExpectLoss(test, made, probabilities, new ProbabilityCrossEntropyOp(WithGradient: false) { Classes = Factors(test) });
        return made;
    }

    /// <summary>Labels of ignore_index are our -1. ONNX's mean is over the weights of the labels that count; ours gives rows, so it is taken here.</summary>
    private static void ExpectLoss(OnnxTest test, NodeCase made, ValueId z, LossOp op)
    {
        var ignored = test.Attributes.ContainsKey("ignore_index") ? test.Integer("ignore_index", 0) : int.MinValue;
        var labels = test.Input(1).Mapped(label => label == ignored ? -1 : label);
        var rows = labels.Data.Length;
        var weights = test.OptionalInput(2)?.Data;
        var whole = labels.Data.Where(label => label >= 0).Sum(label => weights?[(int)label] ?? 1);
        var outputs = made.Add(op, [([rows], ElementType.Float32), ([rows], ElementType.Int32)], [z, made.Input(labels.Reshaped(rows), ElementType.Int32)]);
        Func<double[], double[]> reduce = test.Text("reduction", "mean") switch
        {
            "none" => losses => losses,
            "sum" => losses => [losses.Sum()],
            _ => losses => [losses.Sum() / whole],
        };
        made.Expect(outputs[0], test.Output(), rows, reduce);
    }

    private static ClassFactors? Factors(OnnxTest test) =>
        test.OptionalInput(2) is { } weights ? new ClassFactors([.. weights.Data.Select(weight => (float)weight)]) : null;

    /// <summary>[n, c, ...] as rows of classes.</summary>
    private static OnnxTensor Rows(OnnxTensor x) => x.ChannelsLast().Reshaped(x.Data.Length / x.Shape[1], x.Shape[1]);
}
