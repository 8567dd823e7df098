using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Products.Strassen;

/// <summary>Multiplies: for a pair of panels the sums of B's quarters are cut block after block, and all strips of a group go by.</summary>
internal static unsafe class StrassenDriver
{
    /// <summary>Most columns of a panel.</summary>
    private const int MostWidth = 32;

    /// <summary>Does one pair of panels for one group of strips of a <see cref="StrassenJob"/>.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        const int Products = StrassenSums.Products;
        var room = stackalloc float[(Products * StrassenProduct.MostDepth * MostWidth) + (Products * StrassenProduct.MostGroupRows * MostWidth) + (4 * MostWidth) + 16];
        var panels = (float*)(((nint)room + 63) & ~(nint)63);
        var tiles = panels + (Products * StrassenProduct.MostDepth * MostWidth);
        var scales = tiles + (Products * StrassenProduct.MostGroupRows * MostWidth);
        var job = (StrassenJob*)arguments;
        var (group, pair) = Math.DivRem(chunk, job->Pairs);
        var (first, end) = (job->FirstStrip(group), job->FirstStrip(group + 1));
        SetScales<TI, TV>(job, pair, scales);
        var left = job->SumsOf(group, 0, first);
        for (var block = 0; block < job->Blocks.Parts; block++)
        {
            StrassenRight.Cut<TI, TV>(job, pair, block, scales, panels);
            var depth = job->Blocks.SizeOf(block);
            var sum = new OuterSum { Images = 1, Rows = 1, Pixels = depth, Ldb = job->Width };
            var fetch = StrassenFetch.After(job, pair, block, Products * (end - first));
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
                    strip->Kernel(&sum, left, panels + (product * depth * job->Width), tile + (product * plane), job->Width, job->Width, block > 0);
                    left += (strip->Rows * depth) + job->Slack;
                }

                if (isLast)
                    Finish<TI, TV>(job, strip, pair, tile, scales + (2 * job->Width));
                if (job->Blocks.Parts > 1)
                    tile += Products * plane;
            }
        }
    }

    /// <summary>What the pair's columns are multiplied by, left and right, and then their results.</summary>
    private static void SetScales<TI, TV>(StrassenJob* job, int pair, float* scales)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        for (var i = 0; i < 4 * job->Width; i++)
            scales[i] = 1;
        if (!job->ScalesColumns)
            return;
        for (var half = 0; half < 2; half++)
        {
            var (column, columns) = (pair * job->Width, job->Width);
            if (half == 1)
                (column, columns) = (column + job->LeftColumns, job->RightColumns(pair));
            StrassenScale.Columns<TI, TV>(
                job->B + column, job->Ldb, 2 * job->HalfDepth, columns, scales + (half * job->Width), scales + ((2 + half) * job->Width));
        }
    }

    private static void Fetch(StrassenJob* job, StrassenStrip* strip, int pair)
    {
        var c = job->C + (strip->Start * job->Ldc) + (pair * job->Width);
        for (var half = 0; half < 2; half++, c += job->HalfRows * job->Ldc)
        {
            CacheFetch.Rows(c, job->Ldc, strip->Rows, job->Width);
            CacheFetch.Rows(c + job->LeftColumns, job->Ldc, strip->Rows, job->RightColumns(pair));
        }
    }

    /// <summary>Puts the products of a strip together, scaled back, with bias and activation.</summary>
    private static void Finish<TI, TV>(StrassenJob* job, StrassenStrip* strip, int pair, float* products, float* scales)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var column = pair * job->Width;
        var right = job->RightColumns(pair);
        var c = job->C + (strip->Start * job->Ldc) + column;
        nint plane = strip->Rows * job->Width;
        var low = TI.Broadcast(job->Floor);
        for (var row = 0; row < strip->Rows; row++)
        {
            var upper = c + (row * job->Ldc);
            var lower = upper + (job->HalfRows * job->Ldc);
            var (up, down) = (TI.Broadcast(job->RowScale[strip->Start + row]), TI.Broadcast(job->RowScale[strip->Start + row + job->HalfRows]));
            for (var lane = 0; lane < job->Width; lane += TI.Width)
            {
                var (c11, c12, c21, c22) = StrassenSums.Result<TI, TV>(products + (row * job->Width) + lane, plane);
                var (scale, bias) = (TI.Load(scales + lane), job->Bias == null ? TI.Zero : TI.Load(job->Bias + column + lane));
                TI.Store(upper + lane, TI.Max(low, TI.MultiplyAdd(TI.Multiply(c11, up), scale, bias)));
                TI.Store(lower + lane, TI.Max(low, TI.MultiplyAdd(TI.Multiply(c21, down), scale, bias)));
                var left = right - lane;
                if (left <= 0)
                    continue;
                scale = TI.Load(scales + job->Width + lane);
                bias = job->Bias == null ? TI.Zero : Lanes.Load<TI, TV>(job->Bias + job->LeftColumns + column + lane, left);
                Lanes.Store<TI, TV>(upper + job->LeftColumns + lane, TI.Max(low, TI.MultiplyAdd(TI.Multiply(c12, up), scale, bias)), left);
                Lanes.Store<TI, TV>(lower + job->LeftColumns + lane, TI.Max(low, TI.MultiplyAdd(TI.Multiply(c22, down), scale, bias)), left);
            }
        }

        if (job->Pass == null)
            return;
        var x = job->X + (strip->Start * job->Ldx) + column;
        for (var half = 0; half < 2; half++, c += job->HalfRows * job->Ldc, x += job->HalfRows * job->Ldx)
        {
            job->Pass(c, job->Ldc, x, job->Ldx, strip->Rows, job->Width, job->Slope);
            job->Pass(c + job->LeftColumns, job->Ldc, x + job->LeftColumns, job->Ldx, strip->Rows, right, job->Slope);
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
