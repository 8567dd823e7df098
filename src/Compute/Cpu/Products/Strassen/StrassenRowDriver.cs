using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Products.Strassen;

/// <summary>Multiplies strip by strip: all pairs of panels go by, whose sums were made before, and whole rows of C are complete.</summary>
internal static unsafe class StrassenRowDriver
{
    private const int TileFloats = StrassenSums.Products * PanelLayout.MostTileRows * PanelLayout.MostWidth;

    /// <summary>Does strip <paramref name="chunk"/> of a <see cref="StrassenJob"/>.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var room = stackalloc float[TileFloats + 16];
        var tile = (float*)(((nint)room + 63) & ~(nint)63);
        var job = (StrassenJob*)arguments;
        var strip = job->Strips + chunk;
        var left = job->SumsOf(chunk, 0, chunk);
        var fetch = default(StrassenFetch);
        for (var pair = 0; pair < job->Pairs; pair++)
        {
            StrassenStrips.Fetch(job, strip, pair);
            StrassenStrips.Multiply(job, strip, 0, left, job->RightSumsOf(pair), tile, &fetch);
            StrassenStrips.Finish<TI, TV>(job, strip, pair, tile);
        }

        if (job->End.IsNone)
            return;
        for (var row = strip->Start; row < 2 * job->HalfRows; row += job->HalfRows)
            job->End.Done(row * job->Ldc, strip->Rows * (int)job->Ldc);
    }

    /// <summary>Picks <see cref="Run"/> for an instruction set.</summary>
    internal readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }
}
