using TrainingService.Compute.Ops.Conv2D;

namespace TrainingService.Compute.Reference;

internal static class Conv2DReference
{
    public static void Forward(Conv2DOp op, ReferenceTensor x, ReferenceTensor w, ReferenceTensor? b, ReferenceTensor y)
    {
        ForEachTerm(op.Window, x, w, y, (n, h, v, c, k, l, i, j, f) => y[n, i, j, f] += x[n, h, v, c] * w[k, l, c, f]);
        for (var e = 0; e < y.Count; e++)
            y[e] = ActivationReference.Apply(op.Activation, y[e] + (b is null ? 0 : b[e % y.Size(3)]));
    }

    public static void InputGradient(Conv2DInputGradientOp op, ReferenceTensor dy, ReferenceTensor w, ReferenceTensor? x, ReferenceTensor dx)
    {
        ForEachTerm(op.Window, dx, w, dy, (n, h, v, c, k, l, i, j, f) => dx[n, h, v, c] += dy[n, i, j, f] * w[k, l, c, f]);
        for (var e = 0; x is not null && e < dx.Count; e++)
            dx[e] *= ActivationReference.Derivative(op.InputActivation, x[e]);
    }

    public static void WeightGradient(Window2D window, ReferenceTensor x, ReferenceTensor dy, ReferenceTensor dw) =>
        ForEachTerm(window, x, dw, dy, (n, h, v, c, k, l, i, j, f) => dw[k, l, c, f] += x[n, h, v, c] * dy[n, i, j, f]);

    /// <summary>A product of the convolution's sum: input cell (n, h, v, c), kernel cell (k, l, c, f), output cell (n, i, j, f).</summary>
    private delegate void Term(int n, int h, int v, int c, int k, int l, int i, int j, int f);

    private static void ForEachTerm(Window2D window, ReferenceTensor image, ReferenceTensor kernel, ReferenceTensor output, Term term)
    {
        for (var n = 0; n < output.Size(0); n++)
            for (var i = 0; i < output.Size(1); i++)
                for (var j = 0; j < output.Size(2); j++)
                    for (var k = 0; k < kernel.Size(0); k++)
                        for (var l = 0; l < kernel.Size(1); l++)
                        {
                            var h = i * window.StrideY + k * window.DilationY - window.Top;
                            var v = j * window.StrideX + l * window.DilationX - window.Left;
                            if (!image.Contains(h, v))
                                continue;
                            for (var c = 0; c < kernel.Size(2); c++)
                                for (var f = 0; f < kernel.Size(3); f++)
                                    term(n, h, v, c, k, l, i, j, f);
                        }
    }
}
