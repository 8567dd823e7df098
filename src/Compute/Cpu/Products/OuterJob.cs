using TrainingService.Compute.Backends;
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

    /// <summary>Sums of B's columns, and what adds a panel's over a block of pixels to them; null if they are not wanted.</summary>
    public float* Sums;
    public delegate*<float*, nint, int, int, float*, bool, void> SumPanel;

    /// <summary>Where they lie in a part's result.</summary>
    public nint PartialSums;
    public int SumColumns;

    /// <summary>What is to be done with stretches of C that are complete; for one without gaps.</summary>
    public GradientEnd End;

    /// <summary>Stretches of A's columns, and for each its tile in every panel: tile [strip · PanelCount + panel].</summary>
    public OuterStretch* Strips;
    public OuterTile* Tiles;
    public OuterStretch* Panels;
    public int StripCount;
    public int PanelCount;

    /// <summary>Chunks of each part of the sum: so many groups of strips by so many of panels.</summary>
    public int StripGroups;
    public int PanelGroups;

    /// <summary>Parts of the sum with a result of their own each, added up in the end; 1 for none.</summary>
    public int Splits;

    /// <summary>Whether the sum is cut between pixels (of one long row) and not between images.</summary>
    public bool ByPixel;

    /// <summary>Whether what a tile will be stored to is fetched first.</summary>
    public bool FetchesSums;

    /// <summary>Images or pixels.</summary>
    public int Units;

    /// <summary>Where each image lies in A and B; null when they are evenly spaced.</summary>
    public OuterUnit* UnitPlaces;

    /// <summary>Pixels done for all tiles before the next ones, so that they stay in the caches.</summary>
    public int BlockPixels;

    /// <summary>Copies a block's columns together before they are multiplied; null to read them where they lie.</summary>
    public delegate*<OuterJob*, OuterBlock, float*, void> Gather;

    /// <summary>Whether strips of A are copied too.</summary>
    public bool CopiesStrips;

    /// <summary>Whether an operand stays in the second cache from one of a part's chunks to the next.</summary>
    public bool IsANear;
    public bool IsBNear;

    /// <summary>The parts' results, one after the other.</summary>
    public float* Partials;

    public nint PartialStride;

    /// <summary>Rows of a part's result and their length; one long row where C has no gaps.</summary>
    public int ReduceRows;
    public int ReduceColumns;

    /// <summary>From one row of C to the next.</summary>
    public nint ReduceStride;
    public int ReduceChunks;

    /// <summary>Where a strip's rows begin in C, in floats; those behind the last one where C ends.</summary>
    public readonly nint PlaceOfStrip(int strip) => strip < StripCount ? Tiles[strip * PanelCount].C : ReduceColumns;

    /// <summary>Where a pixel, counted through all images, lies in A and B, in floats from the first.</summary>
    public readonly (nint A, nint B) PlaceOf(int pixel)
    {
        if (ByPixel)
            return (pixel * Sum.Lda, pixel * Sum.Ldb);
        var (line, column) = Math.DivRem(pixel, Sum.Pixels);
        var (image, row) = Math.DivRem(line, Sum.Rows);
        var (a, b) = UnitPlaces == null ? (image * Sum.AImage, image * Sum.BImage) : (UnitPlaces[image].A, UnitPlaces[image].B);
        return (a + (row * Sum.ARow) + (column * Sum.Lda), b + (row * Sum.BRow) + (column * Sum.Ldb));
    }
}

/// <summary>Floats from the first image of A and of B.</summary>
internal struct OuterUnit
{
    public nint A;
    public nint B;
}

/// <summary>Neighbouring columns that a tile reads: a strip of A (of some groups, where they are short) or a panel of B, with its padding.</summary>
internal struct OuterStretch
{
    /// <summary>The first, in floats from a pixel's beginning.</summary>
    public nint Start;

    /// <summary>How many.</summary>
    public int Width;
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

/// <summary>Some strips of A or panels of B in a block of pixels.</summary>
/// <param name="IsA">Of A.</param>
/// <param name="First">The first.</param>
/// <param name="Count">How many.</param>
/// <param name="Pixel">First pixel of the block, counted through all images.</param>
/// <param name="Pixels">Pixels of the block.</param>
internal readonly record struct OuterBlock(bool IsA, int First, int Count, int Pixel, int Pixels);
