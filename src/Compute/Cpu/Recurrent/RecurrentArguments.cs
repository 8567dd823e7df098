using TrainingService.Compute.Cpu.Products;

namespace TrainingService.Compute.Cpu.Recurrent;

/// <summary>The arguments of the kernels that go through time. Rows of a batch never meet, so a chunk takes some rows through all steps.</summary>
internal unsafe struct RecurrentArguments
{
    public int Rows;
    public int Steps;
    public int Units;

    /// <summary>Gates times units.</summary>
    public int Width;
    public bool Reverse;

    /// <summary>Length of each row; null if all are full.</summary>
    public int* Lengths;

    /// <summary>y [n, t, u], or its gradient (null if there is none).</summary>
    public float* Y;

    /// <summary>The last h [n, u], or its gradient (null if there is none).</summary>
    public float* LastState;

    /// <summary>The last c [n, u], or its gradient (null if there is none).</summary>
    public float* LastCell;

    /// <summary>h₀ [n, u] (null for zeros), or where its gradient goes.</summary>
    public float* FirstState;

    /// <summary>c₀ [n, u] (null for zeros), or where its gradient goes.</summary>
    public float* FirstCell;
    public float* Gates;
    public float* States;
    public float* Memory;

    /// <summary>r [g·u], or null.</summary>
    public float* RecurrentBias;

    /// <summary>da [t, n, g·u].</summary>
    public float* Outer;

    /// <summary>da' [t, n, 3·u].</summary>
    public float* Inner;

    /// <summary>Gradient of the reset state r·h [n, u]: scratch of the GRU that resets before.</summary>
    public float* ResetState;

    /// <summary>How rows are shared out.</summary>
    public Balance Blocks;

    /// <summary>Forward h · U (a GRU's first two gates); backward da · Uᵀ.</summary>
    public TileProduct Product;

    /// <summary>A GRU's candidate: forward · Uₙ, backward · Uₙᵀ.</summary>
    public TileProduct Candidate;

    /// <summary>Position of a step.</summary>
    public readonly int PositionOf(int step) => Reverse ? Steps - 1 - step : step;

    /// <summary>Whether a row still (or already) has this position.</summary>
    public readonly bool Has(int row, int position) => Lengths == null || position < Lengths[row];
}
