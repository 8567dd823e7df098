using TrainingService.Compute.Ops.Conv2D;

namespace TrainingService.Compute.Reference;

internal static class PoolingReference
{
    public static void Max(Window2D window, ReferenceTensor x, ReferenceTensor y) => ForEachWindow(window, x, y, (n, i, j, c, cells) =>
    {
        var largest = double.NegativeInfinity;
        foreach (var (h, v) in cells)
            largest = double.IsNaN(largest) || x[n, h, v, c] < largest ? largest : x[n, h, v, c];
        y[n, i, j, c] = largest;
    });

    public static void MaxGradient(Window2D window, ReferenceTensor dy, ReferenceTensor x, ReferenceTensor y, ReferenceTensor dx) =>
        ForEachWindow(window, x, dy, (n, i, j, c, cells) =>
        {
            foreach (var (h, v) in cells)
            {
                if (x[n, h, v, c] != y[n, i, j, c])
                    continue;
                dx[n, h, v, c] += dy[n, i, j, c];
                break;
            }
        });

    public static void UnpoolGradient(Window2D window, ReferenceTensor dy, ReferenceTensor x, ReferenceTensor y, ReferenceTensor dv) =>
        ForEachWindow(window, x, dv, (n, i, j, c, cells) =>
        {
            foreach (var (h, v) in cells)
            {
                if (x[n, h, v, c] != y[n, i, j, c])
                    continue;
                dv[n, i, j, c] = dy[n, h, v, c];
                break;
            }
        });

    public static void Average(Window2D window, ReferenceTensor x, ReferenceTensor y) => ForEachWindow(window, x, y, (n, i, j, c, cells) =>
    {
        foreach (var (h, v) in cells)
            y[n, i, j, c] += x[n, h, v, c] / cells.Count;
    });

    public static void AverageGradient(Window2D window, ReferenceTensor dy, ReferenceTensor dx) => ForEachWindow(window, dx, dy, (n, i, j, c, cells) =>
    {
        foreach (var (h, v) in cells)
            dx[n, h, v, c] += dy[n, i, j, c] / cells.Count;
    });

    public static void GlobalAverage(ReferenceTensor x, ReferenceTensor y) => ForEachCell(x, (n, h, v, c) =>
        y[n, c] += x[n, h, v, c] / (x.Size(1) * x.Size(2)));

    public static void GlobalAverageGradient(ReferenceTensor dy, ReferenceTensor dx) => ForEachCell(dx, (n, h, v, c) =>
        dx[n, h, v, c] = dy[n, c] / (dx.Size(1) * dx.Size(2)));

    private static void ForEachWindow(
        Window2D window, ReferenceTensor image, ReferenceTensor output, Action<int, int, int, int, List<(int Y, int X)>> visit) =>
        ForEachCell(output, (n, i, j, c) =>
        {
            var cells = new List<(int, int)>();
            for (var k = 0; k < window.KernelHeight; k++)
            {
                for (var l = 0; l < window.KernelWidth; l++)
                {
                    var y = i * window.StrideY + k * window.DilationY - window.Top;
                    var x = j * window.StrideX + l * window.DilationX - window.Left;
                    if (image.Contains(y, x))
                        cells.Add((y, x));
                }
            }

            visit(n, i, j, c, cells);
        });

    private static void ForEachCell(ReferenceTensor image, Action<int, int, int, int> visit)
    {
        for (var n = 0; n < image.Size(0); n++)
            for (var h = 0; h < image.Size(1); h++)
                for (var v = 0; v < image.Size(2); v++)
                    for (var c = 0; c < image.Size(3); c++)
                        visit(n, h, v, c);
    }
}
