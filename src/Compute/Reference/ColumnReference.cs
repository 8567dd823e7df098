namespace TrainingService.Compute.Reference;

/// <summary>Joining and cutting the last dimension.</summary>
internal static class ColumnReference
{
    public static void Join(ReferenceTensor[] inputs, ReferenceTensor y)
    {
        var first = 0;
        foreach (var x in inputs)
        {
            Copy(x, 0, y, first, Width(x));
            first += Width(x);
        }
    }

    public static void Take(int first, ReferenceTensor x, ReferenceTensor y) => Copy(x, first, y, 0, Width(y));

    public static void Place(int first, ReferenceTensor dy, ReferenceTensor dx) => Copy(dy, 0, dx, first, Width(dy));

    private static void Copy(ReferenceTensor from, int fromFirst, ReferenceTensor to, int toFirst, int count)
    {
        var (fromWidth, toWidth) = (Width(from), Width(to));
        for (var row = 0; row < from.Count / fromWidth; row++)
            Array.Copy(from.Data, (row * fromWidth) + fromFirst, to.Data, (row * toWidth) + toFirst, count);
    }

    private static int Width(ReferenceTensor tensor) => tensor.Shape[tensor.Shape.Rank - 1];
}
