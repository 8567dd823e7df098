using TrainingService.Compute.Ops.Resampling;

namespace TrainingService.Compute.Reference;

internal static class ResampleReference
{
    public static void Apply(Resample2DOp op, ReferenceTensor x, ReferenceTensor y)
    {
        var (rows, columns) = (op.Rows.Rows(), op.Columns.Rows());
        for (var n = 0; n < y.Size(0); n++)
            for (var i = 0; i < y.Size(1); i++)
                for (var j = 0; j < y.Size(2); j++)
                    foreach (var (h, down) in rows[i])
                        foreach (var (v, across) in columns[j])
                            for (var c = 0; c < y.Size(3); c++)
                                y[n, i, j, c] += down * across * x[n, h, v, c];
    }
}
