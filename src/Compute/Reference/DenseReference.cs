using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Dense;

namespace TrainingService.Compute.Reference;

internal static class DenseReference
{
    public static void Forward(DenseOp op, ReferenceTensor[] inputs, ReferenceTensor y)
    {
        var (x, w, b, r) = (inputs[0], inputs[1], op.HasBias ? inputs[2] : null, op.HasAddend ? inputs[^1] : null);
        for (var row = 0; row < y.Size(0); row++)
        {
            for (var o = 0; o < y.Size(1); o++)
            {
                var sum = b is null ? 0 : b[o];
                for (var i = 0; i < w.Size(0); i++)
                    sum += x[row, i] * w[i, o];
                y[row, o] = ActivationReference.Apply(op.Activation, sum) + (r?[row, o] ?? 0);
            }
        }
    }

    public static void InputGradient(DenseInputGradientOp op, ReferenceTensor[] inputs, ReferenceTensor dx)
    {
        var (dy, w, r) = (inputs[0], inputs[1], op.HasAddend ? inputs[^1] : null);
        var x = op.InputActivation.Kind == ActivationKind.Linear ? null : inputs[2];
        for (var row = 0; row < dx.Size(0); row++)
        {
            for (var i = 0; i < dx.Size(1); i++)
            {
                var sum = 0.0;
                for (var o = 0; o < w.Size(1); o++)
                    sum += dy[row, o] * w[i, o];
                dx[row, i] = (x is null ? sum : sum * ActivationReference.Derivative(op.InputActivation, x[row, i])) + (r?[row, i] ?? 0);
            }
        }
    }

    public static void WeightGradient(ReferenceTensor x, ReferenceTensor dy, ReferenceTensor dw, ReferenceTensor? db)
    {
        for (var i = 0; i < dw.Size(0); i++)
            for (var o = 0; o < dw.Size(1); o++)
                for (var row = 0; row < x.Size(0); row++)
                    dw[i, o] += x[row, i] * dy[row, o];
        if (db is not null) BiasGradient(dy, db);
    }

    public static void BiasGradient(ReferenceTensor dy, ReferenceTensor db)
    {
        for (var i = 0; i < dy.Count; i++)
            db[i % db.Count] += dy[i];
    }
}
