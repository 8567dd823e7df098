using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Dense;
using TrainingService.Compute.Ops.Elementwise;

namespace TrainingService.Conformance.Tests.Onnx;

internal static partial class Translations
{
    /// <summary>y = α A B + β C. A and B may come transposed, which is how weights are stored; α and β are folded into A and C.</summary>
    private static NodeCase Gemm(OnnxTest test)
    {
        var a = test.Integer("transA", 0) == 1 ? test.Input(0).Transposed(1, 0) : test.Input(0);
        var b = test.Integer("transB", 0) == 1 ? test.Input(1).Transposed(1, 0) : test.Input(1);
        var (rows, columns) = (a.Shape[0], b.Shape[1]);
        var made = new NodeCase();
        var x = made.Input(a.Mapped(value => (float)(value * test.Number("alpha", 1))));
        var w = made.Parameter(b);
        var c = test.OptionalInput(2)?.Mapped(value => (float)(value * test.Number("beta", 1)));
        if (c is null) return Ends(made.Add(new DenseOp(false, ActivationFunction.Linear), [rows, columns], x, w));
        if (c.Data.Length == 1) c = new OnnxTensor([columns], [.. Enumerable.Repeat(c.Data[0], columns)]);
        if (c.Data.Length == columns) return Ends(made.Add(new DenseOp(true, ActivationFunction.Linear), [rows, columns], x, w, made.Parameter(c.Reshaped(columns))));
        var product = made.Add(new DenseOp(false, ActivationFunction.Linear), [rows, columns], x, w);
        return Ends(made.Add(new AddOp(), [rows, columns], product, made.Input(c)));

        NodeCase Ends(Compute.Graphs.ValueId y)
        {
            made.Expect(y, test.Output(), a.Shape[1]);
            return made;
        }
    }

    private static NodeCase Flatten(OnnxTest test)
    {
        var made = new NodeCase();
        made.Expect(made.Add(new ReshapeOp(), test.Output().Shape, made.Input(test.Input(0))), test.Output());
        return made;
    }
}
