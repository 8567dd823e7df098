using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Convolutions.Winograd;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Conv3D;

namespace TrainingService.Compute.Cpu.Convolutions;

/// <summary>
/// <see cref="Conv2DWeightGradientOp"/> and <see cref="Conv3DWeightGradientOp"/>: outer products of input windows and dy, summed over all
/// pixels, for each slice of the kernel and each group; or <see cref="WinogradWeightGradient"/>.
/// </summary>
internal sealed unsafe class ConvWeightGradient : IOpKernels
{
    public Halo InputHalo(InstructionSet set, Graph graph, Node node, int input)
    {
        var conv = Convolution.Of(graph, node);
        var plane = conv.Window.Plane;
        return (input, WinogradTiles.Of(conv, ofImage: false)) switch
        {
            (0, { } tiles) => tiles.HaloOf(plane.Top, plane.Left, conv.Image[1], conv.Image[2]),
            (0, null) => conv.Halo,
            (_, { } tiles) => new Halo(0, 0, tiles.BeyondBottom, tiles.BeyondRight),
            _ => Halo.None,
        };
    }

    // A pointwise convolution may have one long row of pixels or not, which its layout says later: room for both.
    public long ScratchBytes(InstructionSet set, Graph graph, Node node)
    {
        var conv = Convolution.Of(graph, node);
        if (WinogradOf(set, conv) is { } winograd)
            return winograd.ScratchBytes;
        return conv.IsDepthwise ? new DepthwiseWeightGradient(set, conv).ScratchBytes : Enumerable.Range(0, conv.Window.KernelDepth).Select(q => UnitsOf(conv, q).Count).Where(units => units > 0)
            .Select(units => Math.Max(ProductOf(set, conv, units, false).ScratchBytes, ProductOf(set, conv, units, true).ScratchBytes)).DefaultIfEmpty(0).Max();
    }

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var conv = Convolution.Of(graph, node);
        if (WinogradOf(set, conv) is { } winograd)
        {
            winograd.Emit(
                context,
                TileGrid.Of(context, node.Inputs[0], winograd.Tiles, conv.Window.Plane.Top, conv.Window.Plane.Left),
                TileGrid.Of(context, node.Inputs[1], winograd.Tiles),
                (float*)context.Address(node.Outputs[0]));
            return;
        }

        var (x, dy) = (context.Layout(node.Inputs[0]), context.Layout(node.Inputs[1]));
        var a = conv.WindowStarts((float*)context.Address(node.Inputs[0]), x);
        var b = Matrix.Of((float*)context.Address(node.Inputs[1]), dy);
        var dw = (float*)context.Address(node.Outputs[0]);
        if (conv.IsDepthwise)
        {
            new DepthwiseWeightGradient(set, conv).Emit(context, a, conv.Taps(x, conv.Window.KernelDepth), b, dw);
            return;
        }

        var slice = conv.SliceTaps * conv.Run * conv.Filters;
        for (var q = 0; q < conv.Window.KernelDepth; q++, dw += slice)
        {
            var units = UnitsOf(conv, q);
            if (units.Count == 0)
            {
                ZeroFill.Emit(set, context, dw, slice);
                continue;
            }

            var product = ProductOf(set, conv, units.Count, x.IsPlain && dy.IsPlain);
            for (var group = 0; group < conv.Groups; group++)
            {
                product.Emit(
                    context,
                    a.From(group * conv.GroupChannels),
                    conv.Taps(x, 1),
                    b.From(group * conv.GroupFilters),
                    dw + (group * conv.GroupFilters),
                    conv.Depth == 1 ? null : [.. units.Select(unit => ((nint)(unit.Image * x.ImageStride), (nint)(unit.Output * dy.ImageStride)))]);
            }
        }
    }

    private static WinogradWeightGradient? WinogradOf(InstructionSet set, Convolution conv) => WinogradTiles.Of(conv, ofImage: false) is { } tiles
        ? new WinogradWeightGradient { Set = set, Tiles = tiles, Channels = conv.Channels, Filters = conv.Filters }
        : null;

    /// <summary>The slices that meet at one slice of the kernel.</summary>
    private static List<(int Image, int Output)> UnitsOf(Convolution conv, int q)
    {
        var window = conv.Window;
        return
        [
            .. from volume in Enumerable.Range(0, conv.Volumes)
               from output in Enumerable.Range(0, conv.OutputDepth)
               let image = (output * window.StrideZ) + (q * window.DilationZ) - window.Front
               where image >= 0 && image < conv.Depth
               select ((volume * conv.Depth) + image, (volume * conv.OutputDepth) + output),
        ];
    }

    private static OuterProduct ProductOf(InstructionSet set, Convolution conv, int units, bool plain)
    {
        var (dy, plane) = (conv.Output, conv.Window.Plane);
        var even = conv.HasRowTaps || plane.KernelHeight == 1 || plane.KernelWidth == 1;
        return plain && conv.IsPointwise
            ? new OuterProduct(set, 1, 1, dy[0] * dy[1] * dy[2], conv.Channels, 1, true, conv.Run, conv.GroupFilters) { Stride = conv.Filters }
            : new OuterProduct(set, units, dy[1], dy[2], conv.Channels, conv.SliceTaps, even, conv.Run, conv.GroupFilters) { Stride = conv.Filters };
    }
}
