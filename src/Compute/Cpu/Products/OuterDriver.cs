using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Products;

/// <summary>Sums a chunk's tiles over a chunk's part of the pixels, block after block.</summary>
internal static unsafe class OuterDriver
{
    /// <summary>Floats of the copies of one block's panels of B: they fit the second cache with room to spare.</summary>
    private const int PanelFloats = 72 * 1024;

    /// <summary>Floats of the copy of one block's strip of A, which stays in the first cache from one strip to the next.</summary>
    private const int StripFloats = (OuterProduct.MostStripRows * OuterProduct.CopiedPixels) + OuterGather.Slack;

    /// <summary>Computes chunk <paramref name="chunk"/> of the <see cref="OuterJob"/> in <paramref name="arguments"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(void* arguments, int chunk)
    {
        var job = (OuterJob*)arguments;
        var area = OuterArea.Of(job, chunk);
        for (var pixel = area.FirstPixel; pixel < area.EndPixel;)
        {
            var pixels = Math.Min(job->BlockPixels, area.EndPixel - pixel);
            if (job->Gather == null)
                pixels = RunBlock(job, &area, chunk, pixel, pixels);
            else
                RunCopied(job, &area, chunk, pixel, pixels);
            pixel += pixels;
        }

        if (job->Splits > 1 || !job->End.IsDue)
            return;
        var first = job->PlaceOfStrip(area.FirstStrip);
        job->End.Done(first, (int)(job->PlaceOfStrip(area.EndStrip) - first), job->C + first);
    }

    /// <summary>Reads the columns where they lie: whole images or whole rows of one.</summary>
    /// <returns>The pixels done.</returns>
    private static int RunBlock(OuterJob* job, OuterArea* area, int chunk, int pixel, int pixels)
    {
        var sum = job->Sum;
        if (job->ByPixel)
        {
            sum.Pixels = pixels;
        }
        else
        {
            var line = pixel / sum.Pixels;
            var row = line % sum.Rows;
            var rows = Math.Max(pixels / sum.Pixels, 1);
            sum.Images = job->UnitPlaces == null && row == 0 ? Math.Max(rows / sum.Rows, 1) : 1;
            sum.Rows = Math.Min(rows, sum.Rows - row);
            pixels = sum.Images * sum.Rows * sum.Pixels;
        }

        var (a, b) = job->PlaceOf(pixel);
        var accumulate = pixel > area->FirstPixel;
        var fetch = OuterFetch.After(job, area, chunk, pixel, pixels);
        for (var panel = area->FirstPanel; panel < area->EndPanel; panel++)
        {
            if (area->Sums != null)
                SumPanel(job, area, panel, job->B + b + job->Panels[panel].Start, job->Sum.Ldb, pixels, accumulate);
            for (var strip = area->FirstStrip; strip < area->EndStrip; strip++)
            {
                fetch.Step(job);
                var tile = job->Tiles + ((strip * job->PanelCount) + panel);
                if (job->FetchesSums && !accumulate)
                    CacheFetch.Rows(area->C + tile->C, job->Ldc, job->Strips[strip].Width, job->Panels[panel].Width);
                tile->Kernel(&sum, job->A + a + tile->A, job->B + b + tile->B, area->C + tile->C, job->Ldc, tile->Columns, accumulate);
            }
        }

        return pixels;
    }

    /// <summary>Copies some panels together first, then strip by strip.</summary>
    [SkipLocalsInit]
    private static void RunCopied(OuterJob* job, OuterArea* area, int chunk, int pixel, int pixels)
    {
        var room = stackalloc float[StripFloats + PanelFloats + 16];
        var strip = (float*)(((nint)room + 63) & ~(nint)63);
        var panels = strip + StripFloats;
        var accumulate = pixel > area->FirstPixel;
        var fetch = OuterFetch.After(job, area, chunk, pixel, pixels);
        for (var first = area->FirstPanel; first < area->EndPanel;)
        {
            var (end, floats) = (first, 0);
            for (; end < area->EndPanel; end++)
            {
                floats += (job->Panels[end].Width * pixels) + OuterGather.Slack;
                if (floats > PanelFloats)
                    break;
            }

            job->Gather(job, new OuterBlock(false, first, end - first, pixel, pixels), panels);
            for (var s = area->FirstStrip; s < area->EndStrip; s++)
            {
                var a = strip;
                nint lda = job->Strips[s].Width;
                if (job->CopiesStrips)
                    job->Gather(job, new OuterBlock(true, s, 1, pixel, pixels), strip);
                else
                {
                    a = job->A + (pixel * job->Sum.Lda) + job->Strips[s].Start;
                    lda = job->Sum.Lda;
                }

                var copied = panels;
                for (var panel = first; panel < end; panel++)
                {
                    var width = job->Panels[panel].Width;
                    var sum = new OuterSum { Images = 1, Rows = 1, Pixels = pixels, Lda = lda, Ldb = width };
                    var tile = job->Tiles + ((s * job->PanelCount) + panel);
                    fetch.Step(job);
                    if (s == 0 && area->Sums != null)
                        SumPanel(job, area, panel, copied, width, pixels, accumulate);
                    CacheFetch.Rows(area->C + tile->C, job->Ldc, job->Strips[s].Width, width);
                    tile->Kernel(&sum, a, copied, area->C + tile->C, job->Ldc, tile->Columns, accumulate);
                    copied += (width * pixels) + OuterGather.Slack;
                }
            }

            first = end;
        }
    }

    private static void SumPanel(OuterJob* job, OuterArea* area, int panel, float* b, nint ldb, int pixels, bool accumulate) =>
        job->SumPanel(b, ldb, pixels, job->Tiles[panel].Columns, area->Sums + job->Panels[panel].Start, accumulate);

    /// <summary>Adds up the parts' results in their order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Reduce<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (OuterJob*)arguments;
        if (chunk == 0 && job->Sums != null)
            ReduceRow<TI, TV>(job, job->Partials + job->PartialSums, job->Sums, job->SumColumns);
        if (job->ReduceRows == 1)
        {
            var first = (int)((long)chunk * job->ReduceColumns / job->ReduceChunks);
            var last = (int)((long)(chunk + 1) * job->ReduceColumns / job->ReduceChunks);
            ReduceRow<TI, TV>(job, job->Partials + first, job->C + first, last - first);
            if (job->End.IsDue)
                job->End.Done(first, last - first, job->C + first);
            return;
        }

        var end = (int)((long)(chunk + 1) * job->ReduceRows / job->ReduceChunks);
        for (var row = (int)((long)chunk * job->ReduceRows / job->ReduceChunks); row < end; row++)
            ReduceRow<TI, TV>(job, job->Partials + ((nint)row * job->ReduceColumns), job->C + (row * job->ReduceStride), job->ReduceColumns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReduceRow<TI, TV>(OuterJob* job, float* partials, float* c, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        for (var i = 0; i < count; i += TI.Width)
        {
            var source = partials + i;
            var sum = TI.Load(source);
            for (var split = 1; split < job->Splits; split++)
            {
                source += job->PartialStride;
                sum = TI.Add(sum, TI.Load(source));
            }

            if (count - i >= TI.Width)
                TI.Store(c + i, sum);
            else
                TI.StorePartial(c + i, sum, count - i);
        }
    }

    /// <summary>Picks <see cref="Reduce"/> for an instruction set.</summary>
    internal readonly struct ReduceChoice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Reduce<TI, TV>;
    }
}
