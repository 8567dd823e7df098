namespace TrainingService.Compute.Reference;

internal static class ElementwiseReference
{
    public static void Add(ReferenceTensor a, ReferenceTensor b, ReferenceTensor y)
    {
        for (var i = 0; i < y.Count; i++)
            y[i] = a[i] + b[i];
    }

    public static void Copy(ReferenceTensor x, ReferenceTensor y) => x.Data.CopyTo(y.Data, 0);
}
