using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Products.Strassen;

/// <summary>Multiplies: for a pair of panels the sums of B's quarters are cut block after block, and all strips of a group go by.</summary>
internal static unsafe class StrassenDriver
{
    /// <summary>Floats of the sums of a block of B, and of the products of a group's tiles.</summary>
    private const int PanelFloats = StrassenSums.Products * (StrassenProduct.MostDepth + 1) * PanelLayout.MostWidth;
    private const int TileFloats = StrassenSums.Products * StrassenProduct.MostGroupRows * PanelLayout.MostWidth;

    /// <summary>Does one pair of panels for one group of strips of a <see cref="StrassenJob"/>.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        const int Products = StrassenSums.Products;
        var room = stackalloc float[PanelFloats + TileFloats + 16];
        var panels = (float*)(((nint)room + 63) & ~(nint)63);
        var tiles = panels + PanelFloats;
        var job = (StrassenJob*)arguments;
        var (group, pair) = Math.DivRem(chunk, job->Pairs);
        var (first, end) = (job->FirstStrip(group), job->FirstStrip(group + 1));
        var left = job->SumsOf(group, 0, first);
        var next = chunk + 1 < job->Groups * job->Pairs ? (chunk + 1) % job->Pairs : -1;
        for (var block = 0; block < job->Blocks.Parts; block++)
        {
            StrassenRight.Cut<TI, TV>(job, pair, block, panels);
            var depth = job->Blocks.SizeOf(block);
            var sum = new OuterSum { Images = 1, Rows = 1, Pixels = depth, Ldb = job->Width };
            var fetch = StrassenFetch.After(job, pair, block, next, Products * (end - first));
            var isLast = block == job->Blocks.Parts - 1;
            var tile = tiles;
            for (var strip = job->Strips + first; strip < job->Strips + end; strip++)
            {
                if (isLast)
                    Fetch(job, strip, pair);
                sum.Lda = strip->Rows;
                nint plane = strip->Rows * job->Width;
                for (var product = 0; product < Products; product++)
                {
                    fetch.Step();
                    strip->Kernel(&sum, left, panels + (product * job->PanelFloats(block)), tile + (product * plane), job->Width, job->Width, block > 0);
                    left += (strip->Rows * depth) + job->Slack;
                }

                if (isLast)
                    Finish<TI, TV>(job, strip, pair, tile);
                if (job->Blocks.Parts > 1)
                    tile += Products * plane;
            }
        }
    }

    /// <summary>Fetches what a strip will be stored to, and what its end reads.</summary>
    private static void Fetch(StrassenJob* job, StrassenStrip* strip, int pair)
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
    private static void Finish<TI, TV>(StrassenJob* job, StrassenStrip* strip, int pair, float* products)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var column = pair * job->Width;
        var (right, across) = (job->RightColumns(pair), job->LeftColumns);
        nint plane = strip->Rows * job->Width, down = job->HalfRows * job->Ldc;
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
            var c = job->C + (strip->Start * job->Ldc) + column + lane;
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
        var from = job->C + (strip->Start * job->Ldc) + column;
        var x = job->X + (strip->Start * job->Ldx) + column;
        for (var half = 0; half < 2; half++, from += down, x += job->HalfRows * job->Ldx)
        {
            job->Pass(from, job->Ldc, x, job->Ldx, strip->Rows, job->Width, job->Slope);
            job->Pass(from + across, job->Ldc, x + across, job->Ldx, strip->Rows, right, job->Slope);
        }
    }

    /// <summary>Picks <see cref="Run"/> for an instruction set.</summary>
    internal readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }
}
