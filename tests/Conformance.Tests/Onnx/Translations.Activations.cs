using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Conformance.Tests.Onnx;

internal static partial class Translations
{
    private static NodeCase Relu(OnnxTest test) => Activation(test, ActivationFunction.Relu);

    private static NodeCase LeakyRelu(OnnxTest test) => Activation(test, new(ActivationKind.LeakyRelu, (float)test.Number("alpha", 0.01)));

    private static NodeCase Sigmoid(OnnxTest test) => Activation(test, new(ActivationKind.Sigmoid));

    private static NodeCase Tanh(OnnxTest test) => Activation(test, new(ActivationKind.Tanh));

    private static NodeCase Activation(OnnxTest test, ActivationFunction function)
    {
        var made = new NodeCase();
        var shape = test.Input(0).Shape;
        made.Expect(made.Add(new ActivationOp(function), shape, made.Input(test.Input(0))), test.Output());
        return made;
    }

    /// <summary>Ours is over the last axis; another one is brought there and back.</summary>
    private static NodeCase Softmax(OnnxTest test, bool log)
    {
        var x = test.Input(0);
        var axis = (test.Integer("axis", -1) + x.Rank) % x.Rank;
        int[] last = [.. Enumerable.Range(0, x.Rank).Where(a => a != axis), axis];
        var (turned, y) = (x.Transposed(last), test.Output().Transposed(last));
        var made = new NodeCase();
        made.Expect(made.Add(new SoftmaxOp(log), y.Shape, made.Input(turned)), y, x.Shape[axis]);
        return made;
    }
}
