using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Products;

/// <summary>
/// Copies the columns that tiles read of a block of pixels together. Left where they lie, columns of wide matrices are a power of two apart and fall into few sets of the
/// caches, so that each tile would read them from afar again.
/// </summary>
internal static unsafe class OuterGather
{
    /// <summary>Room behind a copy, which is written in whole vectors.</summary>
    public const int Slack = 64;

    /// <summary>Copies some stretches of a block, one behind the other with <see cref="Slack"/> between them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TI, TV>(OuterJob* job, OuterBlock block, float* destination)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var sum = &job->Sum;
        nint imageStride = block.IsA ? sum->AImage : sum->BImage, rowStride = block.IsA ? sum->ARow : sum->BRow;
        nint pixelStride = block.IsA ? sum->Lda : sum->Ldb;
        var start = block.IsA ? job->A : job->B;
        var stretches = (block.IsA ? job->Strips : job->Panels) + block.First;
        int pixel = block.Pixel % sum->Pixels, row = block.Pixel / sum->Pixels % sum->Rows, image = block.Pixel / sum->Pixels / sum->Rows;
        for (var done = 0; done < block.Pixels;)
        {
            var place = job->UnitPlaces == null ? image * imageStride : block.IsA ? job->UnitPlaces[image].A : job->UnitPlaces[image].B;
            var count = Math.Min(block.Pixels - done, sum->Pixels - pixel);
            Copy<TI, TV>(start + place + (row * rowStride) + (pixel * pixelStride), pixelStride, stretches, block.Count, destination, done, count, block.Pixels);
            done += count;
            pixel = 0;
            if (++row < sum->Rows)
                continue;
            row = 0;
            image++;
        }
    }

    // Each stretch's last vector reaches into the place of its next pixel, which is written after it.
    private static void Copy<TI, TV>(
        float* source, nint stride, OuterStretch* stretches, int count, float* destination, int done, int pixels, int blockPixels)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        for (var i = 0; i < count; i++)
        {
            nint width = stretches[i].Width;
            var (from, to) = ((nint)(source + stretches[i].Start), (nint)(destination + (done * width)));
            var end = to + (pixels * width * sizeof(float));
            if (width <= TI.Width)
            {
                for (; to < end; to += width * sizeof(float), from += stride * sizeof(float))
                    TI.Store((float*)to, TI.Load((float*)from));
            }
            else if (width == 2 * TI.Width)
            {
                for (; to < end; to += 2 * TI.Width * sizeof(float), from += stride * sizeof(float))
                {
                    TI.Store((float*)to, TI.Load((float*)from));
                    TI.Store((float*)to + TI.Width, TI.Load((float*)from + TI.Width));
                }
            }
            else
            {
                for (; to < end; to += width * sizeof(float), from += stride * sizeof(float))
                {
                    nint k = 0;
                    do
                    {
                        TI.Store((float*)to + k, TI.Load((float*)from + k));
                        k += TI.Width;
                    }
                    while (k < width);
                }
            }

            destination += (blockPixels * width) + Slack;
        }
    }

    /// <summary>Picks <see cref="Run"/> for an instruction set.</summary>
    internal readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<OuterJob*, OuterBlock, float*, void>)&Run<TI, TV>;
    }
}
