using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Conv3D;

namespace TrainingService.Compute.Cpu.Convolutions;

/// <summary>
/// What the kernels of a convolution, of its gradients and of its transpose need to know of it. In two dimensions an image is a volume of one
/// slice.
/// </summary>
/// <param name="Window">The window.</param>
/// <param name="Depth">Slices of each volume on the image's side.</param>
/// <param name="Groups">Groups of channels and filters.</param>
/// <param name="Image">The side that windows move over: [volumes · depth, h, w, channels].</param>
/// <param name="Output">The side with a cell for each window: [volumes · depth', h', w', filters].</param>
/// <param name="Kernel">The weights: [(kd,) kh, kw, channels / groups, filters].</param>
internal sealed record Convolution(Window3D Window, int Depth, int Groups, Shape Image, Shape Output, Shape Kernel)
{
    public int Volumes => Image[0] / Depth;

    public int OutputDepth => Output[0] / Volumes;

    public int Channels => Image[3];

    public int Filters => Output[3];

    public int GroupChannels => Channels / Groups;

    public int GroupFilters => Filters / Groups;

    /// <summary>Cells of the kernel.</summary>
    public int Cells => Window.KernelDepth * Window.Plane.KernelHeight * Window.Plane.KernelWidth;

    /// <summary>Whether each channel has one filter of its own: no sum over channels, hence no matrix product.</summary>
    public bool IsDepthwise => Groups > 1 && Groups == Channels && Groups == Filters;

    /// <summary>Whether each output pixel sees just its own input pixel, so that pixels need not be told apart by place.</summary>
    public bool IsPointwise => Depth == 1 && Window.KernelDepth == 1
        && Window.Plane is { KernelHeight: 1, KernelWidth: 1, StrideY: 1, StrideX: 1, Top: 0, Left: 0, Bottom: 0, Right: 0 };

    /// <summary>Whether a tap is a whole kernel row, its cells being neighbours; else it is a cell.</summary>
    public bool HasRowTaps => Window.Plane.DilationX == 1 && Groups == 1;

    /// <summary>Floats in a row that a tap reads at once.</summary>
    public int Run => HasRowTaps ? Window.Plane.KernelWidth * Channels : GroupChannels;

    /// <summary>Taps of one slice of the kernel.</summary>
    public int SliceTaps => HasRowTaps ? Window.Plane.KernelHeight : Window.Plane.KernelHeight * Window.Plane.KernelWidth;

    /// <summary>Zeros read outside the image.</summary>
    public Halo Halo
    {
        get
        {
            var plane = Window.Plane;
            return new Halo(
                plane.Top,
                plane.Left,
                Math.Max(0, ((plane.OutputHeight(Image[1]) - 1) * plane.StrideY) + plane.ExtentY - plane.Top - Image[1]),
                Math.Max(0, ((plane.OutputWidth(Image[2]) - 1) * plane.StrideX) + plane.ExtentX - plane.Left - Image[2]));
        }
    }

    /// <summary>The convolution behind a node. One that stays within slices takes them as images of their own.</summary>
    public static Convolution Of(Graph graph, Node node)
    {
        var (first, second, result) = (graph[node.Inputs[0]].Shape, graph[node.Inputs[1]].Shape, graph[node.Outputs[0]].Shape);
        Convolution found = node.Op switch
        {
            Conv2DOp op => new(Window3D.Flat(op.Window), 1, op.Groups, first, result, second),
            Conv2DInputGradientOp op => new(Window3D.Flat(op.Window), 1, op.Groups, result, first, second),
            Conv2DWeightGradientOp op => new(Window3D.Flat(op.Window), 1, op.Groups, first, second, result),
            ConvTranspose2DOp op => new(Window3D.Flat(op.Window), 1, op.Groups, result, first, second),
            Conv3DOp op => new(op.Window, op.Depth, op.Groups, first, result, second),
            Conv3DInputGradientOp op => new(op.Window, op.Depth, op.Groups, result, first, second),
            Conv3DWeightGradientOp op => new(op.Window, op.Depth, op.Groups, first, second, result),
            ConvTranspose3DOp op => new(op.Window, op.Depth, op.Groups, result, first, second),
            _ => throw new NotSupportedException($"{node.Op.GetType().Name} is no convolution."),
        };
        return found.Window is { KernelDepth: 1, StrideZ: 1, Front: 0, Back: 0 } ? found with { Depth = 1 } : found;
    }

    /// <summary>The kernel's slices that lie inside the volume for an output slice, and the image slice that the first of them reads.</summary>
    public (int First, int End, int Slice) SlicesOf(int output)
    {
        var start = (output * Window.StrideZ) - Window.Front;
        int[] inside = [.. Enumerable.Range(0, Window.KernelDepth).Where(q => start + (q * Window.DilationZ) >= 0 && start + (q * Window.DilationZ) < Depth)];
        return inside.Length == 0 ? (0, 0, 0) : (inside[0], inside[^1] + 1, start + (inside[0] * Window.DilationZ));
    }

    /// <summary>Where the taps of some kernel slices begin, from the window's first cell in the first of these slices.</summary>
    public int[] Taps(ImageLayout layout, int slices)
    {
        var (plane, across) = (Window.Plane, HasRowTaps ? 1 : Window.Plane.KernelWidth);
        return
        [
            .. from q in Enumerable.Range(0, slices)
               from i in Enumerable.Range(0, plane.KernelHeight)
               from j in Enumerable.Range(0, across)
               select checked((int)(q * Window.DilationZ * layout.ImageStride))
                   + (i * plane.DilationY * layout.RowStride) + (j * plane.DilationX * layout.Channels),
        ];
    }

    /// <summary>The windows' first cells in each slice, as a matrix with a row for each output pixel.</summary>
    public unsafe Matrix WindowStarts(float* start, ImageLayout layout) => new(
        (nint)(start + layout.Origin - ((nint)Window.Plane.Top * layout.RowStride) - ((nint)Window.Plane.Left * layout.Channels)),
        (nint)layout.ImageStride,
        (nint)Window.Plane.StrideY * layout.RowStride,
        (nint)Window.Plane.StrideX * layout.Channels);
}
