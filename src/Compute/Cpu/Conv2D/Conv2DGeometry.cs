using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Conv2D;

namespace TrainingService.Compute.Cpu.Conv2D;

/// <summary>How a window reads an image: what it needs around it, and where its taps lie.</summary>
/// <param name="Window">The window.</param>
/// <param name="X">Shape of the image batch it moves over.</param>
internal readonly record struct Conv2DGeometry(Window2D Window, Shape X)
{
    /// <summary>Whether each output pixel sees just its own input pixel, so that pixels need not be told apart by place.</summary>
    public bool IsPointwise => Window is { KernelHeight: 1, KernelWidth: 1, StrideY: 1, StrideX: 1, Top: 0, Left: 0, Bottom: 0, Right: 0 };

    /// <summary>Zeros read outside the image.</summary>
    public Halo Halo => new(
        Window.Top,
        Window.Left,
        Math.Max(0, ((Window.OutputHeight(X[1]) - 1) * Window.StrideY) + Window.ExtentY - Window.Top - X[1]),
        Math.Max(0, ((Window.OutputWidth(X[2]) - 1) * Window.StrideX) + Window.ExtentX - Window.Left - X[2]));

    /// <summary>Floats in a row that a tap reads at once: a whole kernel row when its cells are neighbours.</summary>
    public int Run => Window.DilationX == 1 ? Window.KernelWidth * X[3] : X[3];

    /// <summary>Number of taps.</summary>
    public int TapCount => Window.DilationX == 1 ? Window.KernelHeight : Window.KernelHeight * Window.KernelWidth;

    /// <summary>Where each tap begins, from the window's first cell.</summary>
    public int[] Taps(ImageLayout layout)
    {
        var (window, channels) = (Window, X[3]);
        var across = window.DilationX == 1 ? 1 : window.KernelWidth;
        return
        [
            .. from i in Enumerable.Range(0, window.KernelHeight)
               from j in Enumerable.Range(0, across)
               select (i * window.DilationY * layout.RowStride) + (j * window.DilationX * channels),
        ];
    }

    /// <summary>The windows' first cells, as a matrix with a row for each output pixel.</summary>
    public unsafe Matrix Cells(float* start, ImageLayout layout) => new(
        (nint)(start + layout.Origin - ((nint)Window.Top * layout.RowStride) - ((nint)Window.Left * layout.Channels)),
        (nint)layout.ImageStride,
        (nint)Window.StrideY * layout.RowStride,
        (nint)Window.StrideX * layout.Channels);
}
