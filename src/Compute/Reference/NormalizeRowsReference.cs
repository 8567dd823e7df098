namespace TrainingService.Compute.Reference;

/// <summary>Layer normalization of rows in float64.</summary>
internal static class NormalizeRowsReference
{
    public static void Forward(double epsilon, ReferenceTensor x, ReferenceTensor scale, ReferenceTensor shift, ReferenceTensor y, ReferenceTensor figures)
    {
        var width = x.Size(1);
        for (var row = 0; row < x.Size(0); row++)
        {
            var values = x.Data[(row * width)..((row + 1) * width)];
            var mean = values.Average();
            var inverse = 1 / Math.Sqrt(values.Average(value => (value - mean) * (value - mean)) + epsilon);
            for (var i = 0; i < width; i++) y[row, i] = ((values[i] - mean) * inverse * scale[i]) + shift[i];
            (figures[row, 0], figures[row, 1]) = (mean, inverse);
        }
    }

    public static void Gradient(
        ReferenceTensor dy, ReferenceTensor x, ReferenceTensor scale, ReferenceTensor figures, ReferenceTensor dx, ReferenceTensor products)
    {
        var width = x.Size(1);
        for (var row = 0; row < x.Size(0); row++)
        {
            var (sum, along) = (0.0, 0.0);
            for (var i = 0; i < width; i++)
            {
                var unit = (x[row, i] - figures[row, 0]) * figures[row, 1];
                products[row, i] = dy[row, i] * unit;
                sum += dy[row, i] * scale[i];
                along += dy[row, i] * scale[i] * unit;
            }

            for (var i = 0; i < width; i++)
            {
                var unit = (x[row, i] - figures[row, 0]) * figures[row, 1];
                dx[row, i] = figures[row, 1] * ((dy[row, i] * scale[i]) - (sum / width) - (unit * along / width));
            }
        }
    }
}
