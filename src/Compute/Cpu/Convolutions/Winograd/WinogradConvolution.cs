using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Compute.Cpu.Convolutions.Winograd;

/// <summary>A convolution, or its transposed map, done by <see cref="WinogradProduct"/>.</summary>
internal sealed unsafe class WinogradConvolution
{
    private readonly WinogradTiles tiles;
    private readonly WinogradProduct product;
    private readonly (int Top, int Left) before;
    private readonly (int Height, int Width) source;

    private WinogradConvolution(InstructionSet set, WinogradTiles tiles, Convolution conv, int parameter, bool turned)
    {
        var plane = conv.Window.Plane;
        this.tiles = tiles;
        before = turned ? (2 - plane.Top, 2 - plane.Left) : (plane.Top, plane.Left);
        source = turned ? (conv.Output[1], conv.Output[2]) : (conv.Image[1], conv.Image[2]);
        product = new WinogradProduct
        {
            Set = set,
            Tiles = tiles,
            Rows = turned ? conv.Filters : conv.Channels,
            Panels = new WinogradPanels(parameter, set, conv.Channels, conv.Filters, turned),
        };
    }

    /// <summary>Zeros read around the source.</summary>
    public Halo Halo => tiles.HaloOf(before.Top, before.Left, source.Height, source.Width);

    /// <summary>The transformed weights that are packed before: all or none.</summary>
    public IReadOnlyList<PackedWeights> Packing => product.ByPanel ? [] : [product.Panels];

    /// <summary>Bytes of scratch.</summary>
    public long ScratchBytes => product.ScratchBytes;

    /// <summary>The node's, where it does better that way than directly; else null.</summary>
    /// <param name="set">Whose vectors.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="node">A convolution, an input gradient or a transposed convolution.</param>
    /// <param name="turned">Whether it is one of the latter two.</param>
    public static WinogradConvolution? Of(InstructionSet set, Graph graph, Node node, bool turned)
    {
        var conv = Convolution.Of(graph, node);
        return WinogradTiles.Of(conv, ofImage: turned) is { } tiles ? new(set, tiles, conv, graph[node.Inputs[1]].Parameter, turned) : null;
    }

    /// <summary>Appends the kernel call.</summary>
    /// <param name="context">Memory.</param>
    /// <param name="node">The node.</param>
    /// <param name="bias">Address of the bias, or null.</param>
    /// <param name="activation">The activation.</param>
    /// <param name="gradient">The activation whose derivative at the node's third input is multiplied in.</param>
    public void Emit(IKernelContext context, Node node, float* bias, ActivationFunction activation, ActivationFunction gradient)
    {
        var end = TilePass.End(product.Set, activation, gradient);
        var windows = TileGrid.Of(context, node.Inputs[0], tiles, before.Top, before.Left);
        var result = new WinogradResult
        {
            Grid = TileGrid.Of(context, node.Outputs[0], tiles),
            Bias = bias,
            Floor = end.Floor,
            Pass = (delegate*<float*, nint, float*, nint, int, int, float, void>)end.Pass,
            Slope = end.Slope,
        };
        result.X = end.ReadsX ? TileGrid.Of(context, node.Inputs[2], tiles) : result.Grid;
        product.Emit(context, windows, result);
    }
}
