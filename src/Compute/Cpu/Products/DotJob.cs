namespace TrainingService.Compute.Cpu.Products;

/// <summary>The arguments of <see cref="DotDriver"/>: all that a dense layer or convolution needs while a step runs. Strides in floats.</summary>
internal unsafe struct DotJob
{
    public float* A;
    public nint AImage;
    public nint ARow;
    public nint Lda;
    public float* B;
    public int Depth;
    public DotBlock* Blocks;
    public int BlockCount;

    /// <summary>For each pixel row of an image the taps that reach into A there; null for all.</summary>
    public DotTaps* RowTaps;
    public float* C;
    public nint CImage;
    public nint CRow;
    public nint Ldc;
    public float* Bias;
    public float* NoBias;
    public float Floor;
    public DotPanel* Panels;
    public int PanelCount;
    public int RowsPerImage;
    public Balance Tiles;
    public int Units;
    public int UnitGroups;
    public int PanelGroups;
    public delegate*<float*, nint, float*, nint, int, int, float, void> Pass;
    public float* X;
    public nint XImage;
    public nint XRow;
    public nint Ldx;
    public float Slope;

    /// <summary>Weights from which panels are cut, and how; null where they are packed.</summary>
    public float* Source;
    public nint SourceStride;
    public bool IsTransposed;
    public delegate*<float*, nint, int, int, float*, int, void> Fill;

    /// <summary>Where the weights of a panel's block begin.</summary>
    public readonly float* PlaceOf(DotPanel* panel, DotBlock* block) =>
        IsTransposed ? Source + (panel->Start * SourceStride) + block->First : Source + (block->First * SourceStride) + panel->Start;

    /// <summary>Whether a tile's sums are fetched before they are stored: they lie apart, and the tile takes longer than asking for them.</summary>
    public bool FetchesSums;

    /// <summary>Whether what the end of a tile reads beside its sums is fetched as well.</summary>
    public bool FetchesX;

    /// <summary>Whether the next tile's rows of A are fetched too.</summary>
    public bool FetchesRows;
}

/// <summary>A stretch of the summed dimension that is done for all tiles before the next one, so that its part of B stays in the cache.</summary>
internal unsafe struct DotBlock
{
    public int* Offsets;
    public int Taps;
    public int Run;

    /// <summary>First row of B.</summary>
    public int First;
}

/// <summary>A panel and the micro-kernels for its two tile heights.</summary>
internal unsafe struct DotPanel
{
    public int Start;
    public int Columns;
    public int Width;
    public delegate*<float*, nint, int, int*, int, float*, float*, nint, int, float*, float, bool, void> Low;
    public delegate*<float*, nint, int, int*, int, float*, float*, nint, int, float*, float, bool, void> High;
}

/// <summary>A pixel row's taps.</summary>
internal struct DotTaps
{
    public int First;
    public int Count;
}
