using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Products.Strassen;

/// <summary>Multiplies panel by panel: for a pair of panels the sums of B's quarters are cut block after block, and all strips of a group go by.</summary>
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
            var fetch = StrassenFetch.After(job, pair, block, next, Products * (end - first));
            var isLast = block == job->Blocks.Parts - 1;
            var tile = tiles;
            for (var strip = job->Strips + first; strip < job->Strips + end; strip++)
            {
                if (isLast)
                    StrassenStrips.Fetch(job, strip, pair);
                StrassenStrips.Multiply(job, strip, block, left, panels, tile, &fetch);
                left += Products * job->LeftFloats(strip, block);
                if (isLast)
                    StrassenStrips.Finish<TI, TV>(job, strip, pair, tile, job->C + (strip->Start * job->Ldc), job->HalfRows * job->Ldc);
                if (job->Blocks.Parts > 1)
                    tile += Products * strip->Rows * job->Width;
            }
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
