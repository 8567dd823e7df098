using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Packing;

namespace TrainingService.Compute.Cpu.Products;

/// <summary>As <see cref="DotDriver"/>, cutting each panel out of the weights before its tiles, while the next one's weights are fetched.</summary>
internal static unsafe class CuttingDotDriver
{
    /// <summary>Floats of the widest panel's block.</summary>
    private const int PanelFloats = DotProduct.MostDepth * PanelLayout.MostWidth;

    /// <summary>Computes chunk <paramref name="chunk"/> of the <see cref="DotJob"/> in <paramref name="arguments"/>.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(void* arguments, int chunk)
    {
        var room = stackalloc float[PanelFloats + 16];
        var copy = (float*)(((nint)room + 63) & ~(nint)63);
        var job = (DotJob*)arguments;
        var area = DotArea.Of(job, chunk);
        for (var panel = job->Panels + area.FirstPanel; panel < job->Panels + area.EndPanel; panel++)
        {
            for (var block = 0; block < job->BlockCount; block++)
            {
                var stretch = job->Blocks + block;
                job->Fill(job->PlaceOf(panel, stretch), job->SourceStride, stretch->Run, panel->Columns, copy, panel->Width);
                var fetch = Next(job, area, panel, block);
                DotDriver.RunBlock(job, panel, copy, block, area, false, &fetch);
            }
        }
    }

    // The panel after the area's last is another thread's, or this one's next.
    private static DotFetch Next(DotJob* job, in DotArea area, DotPanel* panel, int block)
    {
        var units = area.EndUnit - area.FirstUnit;
        if (block + 1 < job->BlockCount)
            return DotFetch.Of(job, panel, job->Blocks + block + 1, units);
        return panel + 1 < job->Panels + job->PanelCount ? DotFetch.Of(job, panel + 1, job->Blocks, units) : default;
    }
}
