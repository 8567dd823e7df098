using TrainingService.Compute.Backends;

namespace TrainingService.Compute.Cpu.Products.Strassen;

/// <summary>The arguments of a product by Strassen's method. "Half" is half of C's rows, or of the summed dimension. Strides in floats.</summary>
internal unsafe struct StrassenJob
{
    /// <summary>A; for weight gradients with the summed dimension as its rows.</summary>
    public float* A;
    public nint Lda;

    /// <summary>B, and whether it lies with the summed dimension along its rows.</summary>
    public float* B;
    public nint Ldb;
    public bool IsBTransposed;
    public float* C;
    public nint Ldc;

    /// <summary>Half of C's rows.</summary>
    public int HalfRows;

    /// <summary>Half of the summed dimension, cut into blocks of which the sums of B's quarters stay in the second cache.</summary>
    public int HalfDepth;
    public Balance Blocks;

    /// <summary>Columns of C, and how many of them are its left half: whole panels.</summary>
    public int Columns;
    public int LeftColumns;

    /// <summary>Columns of a panel.</summary>
    public int Width;

    /// <summary>Pairs of panels, one in each half.</summary>
    public int Pairs;

    /// <summary>C's upper rows in strips as high as a tile; a chunk does a group of them.</summary>
    public StrassenStrip* Strips;
    public int StripCount;
    public int Groups;

    /// <summary>Sums of A's quarters: by group, block, strip and product a matrix of depth by rows.</summary>
    public float* Sums;

    /// <summary>Floats that each of these has too many, for vectors that reach beyond.</summary>
    public int Slack;

    /// <summary>Sums of B's quarters by pair; null where they are cut panel by panel.</summary>
    public float* RightSums;


    /// <summary>What each of C's rows is multiplied by in A, and then in C; and each of its columns in B, and then in C.</summary>
    public float* RowBefore;
    public float* RowAfter;
    public float* ColumnBefore;
    public float* ColumnAfter;

    /// <summary>What each column of A is multiplied by, and each row of B; null where they are of about one size.</summary>
    public float* DepthOfA;
    public float* DepthOfB;

    public float* Bias;
    public float Floor;
    public delegate*<float*, nint, float*, nint, int, int, float, void> Pass;
    public float* X;
    public nint Ldx;

    /// <summary>What is to be done with rows of C that are complete.</summary>
    public GradientEnd End;

    /// <summary>Whether the pass reads X.</summary>
    public bool ReadsX;
    public float Slope;

    /// <summary>Floats of a sum of B's quarters; a panel's row more than it holds, lest all seven fall into one set of the first cache.</summary>
    public readonly nint PanelFloats(int block) => (nint)(Blocks.SizeOf(block) + 1) * Width;

    /// <summary>Floats of a sum of A's quarters.</summary>
    public readonly nint LeftFloats(StrassenStrip* strip, int block) => (strip->Rows * Blocks.SizeOf(block)) + Slack;

    /// <summary>Where a pair's sums of B's quarters begin, in products of one block.</summary>
    public readonly float* RightSumsOf(int pair) => RightSums + (StrassenSums.Products * pair * PanelFloats(0));

    /// <summary>First strip of a group.</summary>
    public readonly int FirstStrip(int group) => (int)((long)group * StripCount / Groups);

    /// <summary>The group that a strip belongs to.</summary>
    public readonly int GroupOf(int strip)
    {
        var group = 0;
        while (strip >= FirstStrip(group + 1))
            group++;
        return group;
    }

    /// <summary>Columns of a pair's panel that lie in the right half.</summary>
    public readonly int RightColumns(int pair) => Math.Clamp(Columns - LeftColumns - (pair * Width), 0, Width);

    /// <summary>Where the sums of a strip's block begin.</summary>
    /// <param name="group">The group.</param>
    /// <param name="block">The block.</param>
    /// <param name="strip">The strip, counted through all groups.</param>
    public readonly float* SumsOf(int group, int block, int strip)
    {
        var (first, end) = (FirstStrip(group), FirstStrip(group + 1));
        var rows = (end < StripCount ? Strips[end].Start : HalfRows) - Strips[first].Start;
        var matrices = ((nint)first * Blocks.Parts) + ((nint)block * (end - first)) + (strip - first);
        var floats = ((nint)Strips[first].Start * HalfDepth) + ((nint)rows * Blocks.StartOf(block))
            + ((nint)(Strips[strip].Start - Strips[first].Start) * Blocks.SizeOf(block));
        return Sums + (StrassenSums.Products * (floats + (matrices * Slack)));
    }
}

/// <summary>Some neighbouring rows of C's upper half and the micro-kernel for as many.</summary>
internal unsafe struct StrassenStrip
{
    public int Start;
    public int Rows;
    public delegate*<MicroKernels.OuterSum*, float*, float*, float*, nint, int, bool, void> Kernel;
}
