using TrainingService.Compute.Cpu.MicroKernels;

namespace TrainingService.Compute.Cpu.Products;

/// <summary>The arguments of <see cref="OuterDriver"/>. Strides in floats.</summary>
internal unsafe struct OuterJob
{
    /// <summary>Strides and extents of the whole sum.</summary>
    public OuterSum Sum;

    public float* A;
    public float* B;
    public float* C;
    public nint Ldc;
    public OuterTile* Tiles;
    public int TileCount;
    public int TileGroups;

    /// <summary>Parts of the sum with a result of their own each, added up in the end; 1 for none.</summary>
    public int Splits;

    /// <summary>Whether the sum is cut between pixels (of one long row) and not between images.</summary>
    public bool ByPixel;

    /// <summary>Images or pixels.</summary>
    public int Units;

    /// <summary>Images or pixels done for all tiles before the next ones, so that they stay in the second cache.</summary>
    public int UnitsPerBlock;

    /// <summary>The parts' results, one after the other.</summary>
    public float* Partials;

    public nint PartialStride;
    public int Count;
    public int ReduceChunks;
}

/// <summary>A tile of the weights and its micro-kernel.</summary>
internal unsafe struct OuterTile
{
    public nint A;
    public nint B;
    public nint C;
    public int Columns;
    public delegate*<OuterSum*, float*, float*, float*, nint, int, bool, void> Kernel;
}
