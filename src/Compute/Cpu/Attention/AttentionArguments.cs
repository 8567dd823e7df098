using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Dropout;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Products;

namespace TrainingService.Compute.Cpu.Attention;

/// <summary>The arguments of the attention kernels. A pair is a row of the batch and a head; pairs never meet. Strides in floats.</summary>
internal unsafe struct AttentionArguments
{
    public int Heads;
    public int Queries;
    public int Keys;

    /// <summary>Channels of one head.</summary>
    public int Channels;
    public bool Causal;
    public float Scale;

    /// <summary>Keys of each row; null if all count.</summary>
    public int* Lengths;
    public float* Q;
    public float* K;
    public float* V;
    public float* O;
    public float* Figures;

    /// <summary>From one query to the next.</summary>
    public nint QueryStride;

    /// <summary>From one key or value to the next.</summary>
    public nint KeyStride;

    /// <summary>From one output to the next.</summary>
    public nint OutputStride;
    public float* OutputGradient;
    public float* QueryGradient;
    public float* KeyGradient;
    public float* ValueGradient;

    /// <summary>Pairs by chunk.</summary>
    public Balance Pairs;

    /// <summary>Queries by tile.</summary>
    public Balance Tiles;

    /// <summary>Scores: · Kᵀ, or · Vᵀ in the gradient.</summary>
    public TileProduct ByKeys;

    /// <summary>· V, or · K in the gradient.</summary>
    public TileProduct ByChannels;
    public float* Scratch;

    /// <summary>From one chunk's scratch to the next.</summary>
    public nint ScratchStride;

    /// <summary>Floats of Kᵀ packed.</summary>
    public nint KeyPanels;

    /// <summary>Floats of V packed.</summary>
    public nint ValuePanels;

    /// <summary>Floats from one query's scores to the next: the keys, filled up to whole vectors.</summary>
    public int ScoreStride;

    /// <summary>Where a query's dropout mask lies in the scratch.</summary>
    public nint MaskOffset;
    public Panel* KeyLayout;
    public int KeyLayoutCount;
    public Panel* ChannelLayout;
    public int ChannelLayoutCount;
    public StepState* State;
    public uint DropoutStream;

    /// <summary>Random words below it drop a weight; 0 for no dropout.</summary>
    public uint DropoutThreshold;
    public float DropoutScale;

    /// <summary>Query tiles whose weights are kept before they go into the gradients of keys and values.</summary>
    public int TilesPerBlock;

    /// <summary>Queries of such a block, at most.</summary>
    public int BlockRows;
    public OuterTile* OuterTiles;
    public int OuterTileCount;

    /// <summary>Keys of such a tile, at most.</summary>
    public int OuterKeys;

    /// <summary>What this step's dropout masks are drawn from.</summary>
    public readonly DropoutDraw Draw => new(State->Seed, State->Step, DropoutStream, DropoutThreshold, DropoutScale);

    /// <summary>How many keys a query of a row sees: always the first ones.</summary>
    public readonly int SeenBy(int row, int query)
    {
        var seen = Lengths == null ? Keys : Math.Clamp(Lengths[row], 0, Keys);
        return Causal ? Math.Min(seen, query + 1) : seen;
    }

    /// <summary>The first query that sees a key, if one does.</summary>
    public readonly int FirstToSee(int key) => Causal ? key : 0;

    /// <summary>How much of a row of scores must be weights or zeros for its first <paramref name="keys"/> to be read in whole vectors.</summary>
    public readonly int Filled(int keys) => Math.Min((keys + 15) / 16 * 16, ScoreStride);
}
