using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Simd;
using static TrainingService.Compute.Cpu.Convolutions.Winograd.WinogradPoints;

namespace TrainingService.Compute.Cpu.Convolutions.Winograd;

/// <summary>
/// The weight gradient of a 3 × 3 convolution: the adjoint of <see cref="WinogradProduct"/>. Some tiles at a time, windows of x and cells of dy
/// are transformed and multiplied (36 matrix products, channels by tiles and tiles by filters); the sums over all tiles are transformed back.
/// </summary>
internal sealed unsafe record WinogradWeightGradient
{
    /// <summary>Tiles done together: the fewer, the more often the sums are fetched and stored; the more, the further away their transforms lie.</summary>
    private const int MostTiles = 42;

    /// <summary>Chunks wanted: each brings either sums of its own or transforms that others do as well.</summary>
    private const int ChunksWanted = 8;

    /// <summary>Most bytes of sums.</summary>
    private const long SumBytes = 10 << 20;

    public required InstructionSet Set { get; init; }

    public required WinogradTiles Tiles { get; init; }

    public required int Channels { get; init; }

    public required int Filters { get; init; }

    private PanelLayout Layout => new(Set, Filters);

    /// <summary>Few tiles are one block: sums are complete at once and need no place of their own.</summary>
    private Balance Blocks => Tiles.AreFew ? new Balance(1, Tiles.Count, 0) : Balance.Of(Tiles.Count, MostTiles);

    private bool AtOnce => Blocks.Parts == 1;

    /// <summary>Parts of the tiles with sums of their own. A function of shapes alone, as the order of summation follows from it.</summary>
    private int Splits
    {
        get
        {
            var splits = 1;
            while (splits * 2 <= Math.Min(ChunksWanted, Blocks.Parts) && splits * 2 * SumFloats * sizeof(float) <= SumBytes)
                splits *= 2;
            return splits;
        }
    }

    private int PanelGroups => Math.Min(Layout.Panels.Count, ChunksWanted / Splits);

    private int Chunks => Splits * PanelGroups;

    private int SumStride => PanelLayout.WholeVectors(Set, Layout.Stored);

    /// <summary>Floats of all sums.</summary>
    private long SumFloats => (long)Positions * Channels * SumStride;

    /// <summary>Floats of the sums of one strip of channels and one panel.</summary>
    private int StripFloats => AtOnce ? Positions * MostRows * PanelLayout.WholeVectors(Set, Layout.Panels[0].Width) : 0;

    private int MostRows => PanelLayout.MostRowsOf(Set, Layout.Panels.Max(panel => panel.Vectors));

    private int ImageStride => WinogradTiles.StrideOf(Set, Channels);

    private int OutputStride => WinogradTiles.StrideOf(Set, Layout.Stored);

    private long SlotFloats => ((long)Positions * Blocks.SizeOf(0) * (ImageStride + OutputStride)) + StripFloats + 64;

    /// <summary>Bytes of scratch.</summary>
    public long ScratchBytes => ((AtOnce ? 0 : Splits * SumFloats) + 64 + (Slots.CountOf(Chunks) * SlotFloats)) * sizeof(float);

    /// <summary>Appends the kernel calls.</summary>
    /// <param name="context">Memory.</param>
    /// <param name="image">Windows of x.</param>
    /// <param name="output">Cells of dy; zeros where tiles reach beyond.</param>
    /// <param name="gradient">dw.</param>
    public void Emit(IKernelContext context, TileGrid image, TileGrid output, float* gradient)
    {
        var layout = Layout;
        var rows = Balance.Of(Channels, MostRows);
        var panels = (WinogradWeightGradientKernel.OuterPanel*)context.Allocate(layout.Panels.Count * sizeof(WinogradWeightGradientKernel.OuterPanel));
        for (var p = 0; p < layout.Panels.Count; p++)
        {
            var panel = layout.Panels[p];
            panels[p] = new WinogradWeightGradientKernel.OuterPanel
            {
                Start = panel.Start,
                End = panel.Start + panel.Columns,
                Low = OuterKernels.Of(panel.Set, panel.Vectors, 1, rows.Size),
                High = OuterKernels.Of(panel.Set, panel.Vectors, 1, rows.Larger > 0 ? rows.Size + 1 : rows.Size),
            };
        }

        var job = (WinogradWeightGradientKernel.Job*)context.Allocate(sizeof(WinogradWeightGradientKernel.Job));
        *job = new WinogradWeightGradientKernel.Job
        {
            Image = image,
            Output = output,
            Panels = panels,
            PanelCount = layout.Panels.Count,
            Strips = rows,
            Blocks = Blocks,
            Splits = Splits,
            PanelGroups = PanelGroups,
            Plane = Blocks.SizeOf(0),
            ImageStride = ImageStride,
            OutputStride = OutputStride,
            Sums = (float*)context.Scratch,
            AtOnce = AtOnce,
            SumStride = AtOnce ? PanelLayout.WholeVectors(Set, layout.Panels[0].Width) : SumStride,
            SumFloats = AtOnce ? 0 : (nint)SumFloats,
            Scratch = (float*)context.Scratch + (AtOnce ? 0 : Splits * SumFloats),
            SlotFloats = (nint)SlotFloats,
            SlotCount = Slots.CountOf(Chunks),
            Gradient = gradient,
            Channels = Channels,
            Filters = Filters,
            GradientChunks = (int)Math.Clamp(Splits * SumFloats / 65_536, 1, Math.Min(32, Channels)),
        };
        context.Emit((delegate*<void*, int, void>)KernelChoice.Of<WinogradWeightGradientKernel.SumChoice>(Set), job, Chunks);
        if (!AtOnce)
            context.Emit((delegate*<void*, int, void>)KernelChoice.Of<WinogradWeightGradientKernel.GradientChoice>(Set), job, job->GradientChunks);
    }
}
