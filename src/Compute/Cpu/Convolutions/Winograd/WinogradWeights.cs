using TrainingService.Compute.Cpu.Products;

namespace TrainingService.Compute.Cpu.Convolutions.Winograd;

/// <summary>Weights to be transformed.</summary>
internal unsafe struct WinogradWeights
{
    public float* Source;
    public float* Destination;
    public WinogradPiece* Pieces;

    /// <summary>Rows done at a time.</summary>
    public Balance Blocks;

    /// <summary>Rows of each position's matrix.</summary>
    public int Rows;
    public int Channels;
    public int Filters;
    public bool Turned;
}

/// <summary>A panel of columns.</summary>
internal struct WinogradPiece
{
    public int Start;
    public int Columns;
    public int Width;

    /// <summary>Floats of transformed weights before it.</summary>
    public nint Destination;
}
