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

    /// <summary>Where each unit's images lie in A and B; null when they are evenly spaced.</summary>
    public OuterUnit* UnitPlaces;

    /// <summary>Images or pixels done for all tiles before the next ones, so that they stay in the second cache.</summary>
    public int UnitsPerBlock;

    /// <summary>The parts' results, one after the other.</summary>
    public float* Partials;

    public nint PartialStride;

    /// <summary>Rows of a part's result and their length; one long row where C has no gaps.</summary>
    public int ReduceRows;
    public int ReduceColumns;

    /// <summary>From one row of C to the next.</summary>
    public nint ReduceStride;
    public int ReduceChunks;
}

/// <summary>Floats from the first image of A and of B.</summary>
internal struct OuterUnit
{
    public nint A;
    public nint B;
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
