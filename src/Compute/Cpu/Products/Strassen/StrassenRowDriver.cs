using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Products.Strassen;

/// <summary>Multiplies strip by strip: all pairs of panels go by, whose sums were made before, and whole rows of C are complete.</summary>
internal static unsafe class StrassenRowDriver
{
    private const int TileFloats = StrassenSums.Products * PanelLayout.MostTileRows * PanelLayout.MostWidth;

    /// <summary>Floats of a strip's rows, in both halves, that are not stored in C but stay in the second cache.</summary>
    private const int RowFloats = 60 * 1024;

    /// <summary>Does strip <paramref name="chunk"/> of a <see cref="StrassenJob"/>.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var room = stackalloc float[TileFloats + RowFloats + PanelLayout.MostWidth];
        var tile = (float*)(((nint)room + 63) & ~(nint)63);
        var job = (StrassenJob*)arguments;
        var strip = job->Strips + chunk;
        var left = job->SumsOf(chunk, 0, chunk);
        var rows = job->C + (strip->Start * job->Ldc);
        nint down = job->HalfRows * job->Ldc, floats = strip->Rows * job->Ldc;
        var isDue = job->End.IsDue;
        var isStored = !isDue || 2 * floats > RowFloats;
        if (!isStored)
        {
            rows = tile + TileFloats;
            down = floats;
        }

        var fetch = default(StrassenFetch);
        for (var pair = 0; pair < job->Pairs; pair++)
        {
            if (isStored)
                StrassenStrips.Fetch(job, strip, pair);
            StrassenStrips.Multiply(job, strip, 0, left, job->RightSumsOf(pair), tile, &fetch);
            StrassenStrips.Finish<TI, TV>(job, strip, pair, tile, rows, down);
        }

        if (!isDue)
            return;
        job->End.Done(strip->Start * job->Ldc, (int)floats, rows);
        job->End.Done((strip->Start + job->HalfRows) * job->Ldc, (int)floats, rows + down);
    }

    /// <summary>Picks <see cref="Run"/> for an instruction set.</summary>
    internal readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }
}
