using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Products.Strassen;

/// <summary>One strip of C's halves by one pair of panels: its seven products, and what becomes of them.</summary>
internal static unsafe class StrassenStrips
{
    /// <summary>Sums up the products over a block.</summary>
    /// <param name="job">What is computed.</param>
    /// <param name="strip">The strip.</param>
    /// <param name="block">The block.</param>
    /// <param name="left">Its sums of A's quarters.</param>
    /// <param name="panels">The pair's sums of B's quarters.</param>
    /// <param name="tile">Receives the products.</param>
    /// <param name="fetch">Fetched meanwhile.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(StrassenJob* job, StrassenStrip* strip, int block, float* left, float* panels, float* tile, StrassenFetch* fetch)
    {
        var depth = job->Blocks.SizeOf(block);
        var sum = new OuterSum { Images = 1, Rows = 1, Pixels = depth, Lda = strip->Rows, Ldb = job->Width };
        nint plane = strip->Rows * job->Width;
        for (var product = 0; product < StrassenSums.Products; product++)
        {
            fetch->Step();
            strip->Kernel(&sum, left, panels, tile, job->Width, job->Width, block > 0);
            left += job->LeftFloats(strip, block);
            panels += job->PanelFloats(block);
            tile += plane;
        }
    }

    /// <summary>Fetches what a strip will be stored to, and what its end reads.</summary>
    public static void Fetch(StrassenJob* job, StrassenStrip* strip, int pair)
    {
        Fetch(job, job->C, job->Ldc, strip, pair);
        if (job->ReadsX)
            Fetch(job, job->X, job->Ldx, strip, pair);
    }

    private static void Fetch(StrassenJob* job, float* matrix, nint stride, StrassenStrip* strip, int pair)
    {
        var place = matrix + (strip->Start * stride) + (pair * job->Width);
        for (var half = 0; half < 2; half++, place += job->HalfRows * stride)
        {
            CacheFetch.Rows(place, stride, strip->Rows, job->Width);
            CacheFetch.Rows(place + job->LeftColumns, stride, strip->Rows, job->RightColumns(pair));
        }
    }

    /// <summary>Puts the products of a strip together, scaled back, with bias and activation.</summary>
    /// <param name="job">What is computed.</param>
    /// <param name="strip">The strip.</param>
    /// <param name="pair">The pair of panels.</param>
    /// <param name="products">The products.</param>
    /// <param name="rows">Where the strip's first row goes, as long as C's.</param>
    /// <param name="down">From there to its first row in C's lower half.</param>
    public static void Finish<TI, TV>(StrassenJob* job, StrassenStrip* strip, int pair, float* products, float* rows, nint down)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var column = pair * job->Width;
        var (right, across) = (job->RightColumns(pair), job->LeftColumns);
        nint plane = strip->Rows * job->Width;
        var low = TI.Broadcast(job->Floor);
        var scale = job->ColumnAfter + column;
        var bias = job->Bias + column;
        for (var lane = 0; lane < job->Width; lane += TI.Width)
        {
            var (scale1, scale2) = (TI.Load(scale + lane), TI.Load(scale + across + lane));
            var left = Math.Max(right - lane, 0);
            var (bias1, bias2) = job->Bias == null ? (TI.Zero, TI.Zero) : (TI.Load(bias + lane), Lanes.Load<TI, TV>(bias + across + lane, left));
            var after = job->RowAfter + strip->Start;
            var product = products + lane;
            var c = rows + column + lane;
            for (var row = strip->Rows; row > 0; row--, c += job->Ldc, product += 2 * TI.Width, after++)
            {
                var (c11, c12, c21, c22) = StrassenSums.Quarters<TI, TV>(product, plane);
                var (upper, lower) = (TI.Broadcast(*after), TI.Broadcast(after[job->HalfRows]));
                TI.Store(c, TI.Max(low, TI.MultiplyAdd(TI.Multiply(c11, upper), scale1, bias1)));
                TI.Store(c + down, TI.Max(low, TI.MultiplyAdd(TI.Multiply(c21, lower), scale1, bias1)));
                Lanes.Store<TI, TV>(c + across, TI.Max(low, TI.MultiplyAdd(TI.Multiply(c12, upper), scale2, bias2)), left);
                Lanes.Store<TI, TV>(c + across + down, TI.Max(low, TI.MultiplyAdd(TI.Multiply(c22, lower), scale2, bias2)), left);
            }
        }

        if (job->Pass == null)
            return;
        var from = rows + column;
        var x = job->X + (strip->Start * job->Ldx) + column;
        for (var half = 0; half < 2; half++, from += down, x += job->HalfRows * job->Ldx)
        {
            job->Pass(from, job->Ldc, x, job->Ldx, strip->Rows, job->Width, job->Slope);
            job->Pass(from + across, job->Ldc, x + across, job->Ldx, strip->Rows, right, job->Slope);
        }
    }
}
