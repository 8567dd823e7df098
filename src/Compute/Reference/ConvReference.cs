using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv3D;

namespace TrainingService.Compute.Reference;

/// <summary>Convolutions in two and three dimensions: an image is a volume of one slice, a 2-D kernel one of depth 1.</summary>
/// <param name="Window">The window.</param>
/// <param name="Depth">Slices of each volume on the image's side.</param>
/// <param name="Groups">Groups of channels and filters.</param>
internal readonly record struct ConvReference(Window3D Window, int Depth, int Groups)
{
    public void Forward(ActivationFunction activation, ReferenceTensor x, ReferenceTensor w, ReferenceTensor? b, ReferenceTensor y)
    {
        ForEachTerm(x, w, y, (image, kernel, output) => y[output] += x[image] * w[kernel]);
        Finish(activation, b, y);
    }

    public void InputGradient(ActivationFunction inputActivation, ReferenceTensor dy, ReferenceTensor w, ReferenceTensor? x, ReferenceTensor dx)
    {
        ForEachTerm(dx, w, dy, (image, kernel, output) => dx[image] += dy[output] * w[kernel]);
        for (var e = 0; x is not null && e < dx.Count; e++)
            dx[e] *= ActivationReference.Derivative(inputActivation, x[e]);
    }

    public void WeightGradient(ReferenceTensor x, ReferenceTensor dy, ReferenceTensor dw) =>
        ForEachTerm(x, dw, dy, (image, kernel, output) => dw[kernel] += x[image] * dy[output]);

    public void Transpose(ActivationFunction activation, ReferenceTensor x, ReferenceTensor w, ReferenceTensor? b, ReferenceTensor y)
    {
        ForEachTerm(y, w, x, (image, kernel, output) => y[image] += x[output] * w[kernel]);
        Finish(activation, b, y);
    }

    private static void Finish(ActivationFunction activation, ReferenceTensor? b, ReferenceTensor y)
    {
        for (var e = 0; e < y.Count; e++)
            y[e] = ActivationReference.Apply(activation, y[e] + (b is null ? 0 : b[e % y.Size(3)]));
    }

    /// <summary>A product of the convolution's sum: places of its input cell, kernel cell and output cell in memory.</summary>
    private delegate void Term(int image, int kernel, int output);

    private void ForEachTerm(ReferenceTensor image, ReferenceTensor kernel, ReferenceTensor output, Term term)
    {
        var plane = Window.Plane;
        var volumes = image.Size(0) / Depth;
        var outputDepth = output.Size(0) / volumes;
        for (var slice = 0; slice < output.Size(0); slice++)
            for (var q = 0; q < Window.KernelDepth; q++)
            {
                var (volume, m) = (slice / outputDepth, slice % outputDepth);
                var z = m * Window.StrideZ + q * Window.DilationZ - Window.Front;
                if (z < 0 || z >= Depth)
                    continue;
                for (var i = 0; i < output.Size(1); i++)
                    for (var j = 0; j < output.Size(2); j++)
                        for (var k = 0; k < plane.KernelHeight; k++)
                            for (var l = 0; l < plane.KernelWidth; l++)
                            {
                                var h = i * plane.StrideY + k * plane.DilationY - plane.Top;
                                var v = j * plane.StrideX + l * plane.DilationX - plane.Left;
                                if (image.Contains(h, v))
                                {
                                    var cell = (q * plane.KernelHeight + k) * plane.KernelWidth + l;
                                    ForEachChannel(image, output, cell, Pixel(image, volume * Depth + z, h, v), Pixel(output, slice, i, j), term);
                                }
                            }
            }
    }

    private void ForEachChannel(ReferenceTensor image, ReferenceTensor output, int cell, int imagePixel, int outputPixel, Term term)
    {
        var (channels, filters) = (image.Size(3), output.Size(3));
        for (var f = 0; f < filters; f++)
            for (var c = 0; c < channels / Groups; c++)
            {
                var channel = f * Groups / filters * (channels / Groups) + c;
                term(imagePixel * channels + channel, (cell * (channels / Groups) + c) * filters + f, outputPixel * filters + f);
            }
    }

    private static int Pixel(ReferenceTensor tensor, int n, int y, int x) => (n * tensor.Size(1) + y) * tensor.Size(2) + x;
}
