using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Attention;

namespace TrainingService.Compute.Cpu.Attention;

/// <summary>Sizes, chunks and scratch of the attention kernels. Functions of shapes alone.</summary>
internal sealed unsafe class AttentionPlan
{
    private const int MostChunks = 32;

    /// <summary>Scores of one block of the gradient: two such stay in the second cache.</summary>
    private const int BlockFloats = 32_768;

    private readonly InstructionSet set;
    private readonly AttentionForm form;
    private readonly Shape queries;
    private readonly Shape memory;
    private readonly bool backward;

    public AttentionPlan(InstructionSet set, AttentionForm form, Graph graph, Node node, bool backward)
    {
        (this.set, this.form, this.backward) = (set, form, backward);
        (queries, memory) = (graph[node.Inputs[0]].Shape, graph[node.Inputs[form.IsSelf ? 0 : 1]].Shape);
        KeyLayout = new PanelLayout(set, Keys);
        ChannelLayout = new PanelLayout(set, Channels);
        Tiles = Balance.Of(Queries, PanelLayout.MostRowsOf(set, 2));
        Pairs = Balance.Of(queries[0] * form.Heads, Math.Max(1, (queries[0] * form.Heads + MostChunks - 1) / MostChunks));
        TilesPerBlock = backward ? Math.Clamp(BlockFloats / ScoreStride / TileRows, 1, Tiles.Parts) : 1;
    }

    public int Width => queries[2] / (form.IsSelf ? 3 : 1);

    public long ScratchBytes => ((Pairs.Parts * ScratchStride) + 64) * sizeof(float);

    private int Queries => queries[1];

    private int Keys => memory[1];

    private int Channels => Width / form.Heads;

    private PanelLayout KeyLayout { get; }

    private PanelLayout ChannelLayout { get; }

    private Balance Tiles { get; }

    private Balance Pairs { get; }

    private int TilesPerBlock { get; }

    private int TileRows => Tiles.Size + (Tiles.Larger > 0 ? 1 : 0);

    private int BlockRows => TilesPerBlock * TileRows;

    private int ScoreStride => Whole(Keys, 16);

    private long KeyPanels => Whole(Channels * KeyLayout.Stored, 16);

    private long ValuePanels => Whole(Keys * ChannelLayout.Stored, 16);

    private long MaskOffset => (backward ? 2 : 1) * (KeyPanels + (BlockRows * ScoreStride)) + ValuePanels;

    /// <summary>The last tile of the last block is read a vector too far by the products.</summary>
    private long ScratchStride => MaskOffset + Whole(Keys, 64) + 64;

    /// <summary>The arguments but the addresses.</summary>
    public AttentionArguments Arguments(IKernelContext context)
    {
        return new AttentionArguments
        {
            Heads = form.Heads,
            Queries = Queries,
            Keys = Keys,
            Channels = Channels,
            Causal = form.Causal,
            Scale = (float)(1 / Math.Sqrt(Channels)),
            QueryStride = queries[2],
            KeyStride = memory[2],
            OutputStride = Width,
            Pairs = Pairs,
            Tiles = Tiles,
            ByKeys = TileProduct.Of(context, KeyLayout, null, Channels, 0, Channels, Tiles),
            ByChannels = TileProduct.Of(context, ChannelLayout, null, Keys, 0, Keys, Tiles),
            Scratch = (float*)context.Scratch,
            ScratchStride = (nint)ScratchStride,
            KeyPanels = (nint)KeyPanels,
            ValuePanels = (nint)ValuePanels,
            ScoreStride = ScoreStride,
            MaskOffset = (nint)MaskOffset,
            KeyLayout = PanelsOf(context, KeyLayout),
            KeyLayoutCount = KeyLayout.Panels.Count,
            ChannelLayout = PanelsOf(context, ChannelLayout),
            ChannelLayoutCount = ChannelLayout.Panels.Count,
            State = context.State,
            DropoutStream = (uint)form.DropoutStream,
            DropoutThreshold = (uint)Math.Min(Math.Ceiling(form.DropoutRate * 4294967296.0), uint.MaxValue),
            DropoutScale = (float)(1 / (1 - form.DropoutRate)),
            TilesPerBlock = TilesPerBlock,
            BlockRows = BlockRows,
            OuterKeys = ChannelLayout.Panels.Max(MostOuterKeys),
        };
    }

    /// <summary>Tiles of the gradients of keys and values.</summary>
    public List<OuterTile> OuterTiles()
    {
        var tiles = new List<OuterTile>();
        foreach (var panel in ChannelLayout.Panels)
        {
            var rows = Balance.Of(Keys, MostOuterKeys(panel));
            for (var r = 0; r < rows.Parts; r++)
            {
                tiles.Add(new OuterTile
                {
                    A = rows.StartOf(r),
                    B = panel.Start,
                    C = ((nint)rows.StartOf(r) * memory[2]) + panel.Start,
                    Columns = panel.Columns,
                    Kernel = (delegate*<OuterSum*, float*, float*, float*, nint, int, bool, void>)OuterKernels.Of(
                        panel.Set, panel.Vectors, 1, rows.SizeOf(r)),
                });
            }
        }

        return tiles;
    }

    private static Panel* PanelsOf(IKernelContext context, PanelLayout layout)
    {
        var panels = (Panel*)context.Allocate(layout.Panels.Count * sizeof(Panel));
        for (var i = 0; i < layout.Panels.Count; i++) panels[i] = layout.Panels[i];
        return panels;
    }

    /// <summary>Keys of a tile of the gradients of keys and values, at most.</summary>
    private int MostOuterKeys(Panel panel) =>
        panel.Vectors == 2 ? PanelLayout.MostRowsOf(set, 2) : set == InstructionSet.Avx512 ? 28 : PanelLayout.MostRowsOf(set, 1);

    private static int Whole(int count, int unit) => checked((count + unit - 1) / unit * unit);
}
