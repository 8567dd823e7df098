using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Products;

/// <summary>
/// Copies some columns of a block of pixels together. Left where they lie, columns of wide matrices are a power of two apart and fall into few sets of the
/// caches, so that each tile would read them from afar again.
/// </summary>
internal static unsafe class OuterGather
{
    /// <summary>Copies a stretch; writes whole vectors, so up to one vector behind the end of the copy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TI, TV>(OuterJob* job, OuterStretch stretch, float* destination)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var sum = &job->Sum;
        nint imageStride = stretch.IsA ? sum->AImage : sum->BImage, rowStride = stretch.IsA ? sum->ARow : sum->BRow;
        nint pixelStride = stretch.IsA ? sum->Lda : sum->Ldb;
        var start = (stretch.IsA ? job->A : job->B) + stretch.Column;
        int pixel = stretch.Pixel % sum->Pixels, row = stretch.Pixel / sum->Pixels % sum->Rows, image = stretch.Pixel / sum->Pixels / sum->Rows;
        for (var left = stretch.Pixels; left > 0;)
        {
            var place = job->UnitPlaces == null ? image * imageStride : stretch.IsA ? job->UnitPlaces[image].A : job->UnitPlaces[image].B;
            var count = Math.Min(left, sum->Pixels - pixel);
            destination = Copy<TI, TV>(start + place + (row * rowStride) + (pixel * pixelStride), pixelStride, destination, stretch.Width, count);
            left -= count;
            pixel = 0;
            if (++row < sum->Rows)
                continue;
            row = 0;
            image++;
        }
    }

    private static float* Copy<TI, TV>(float* source, nint stride, float* destination, int width, int pixels)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        // Each pixel's last vector reaches into the next one's place, which is written after it.
        if (width <= TI.Width)
        {
            for (; pixels > 0; pixels--, source += stride, destination += width)
                TI.Store(destination, TI.Load(source));
        }
        else if (width <= 2 * TI.Width)
        {
            for (; pixels > 0; pixels--, source += stride, destination += width)
            {
                TI.Store(destination, TI.Load(source));
                TI.Store(destination + TI.Width, TI.Load(source + TI.Width));
            }
        }
        else
        {
            for (; pixels > 0; pixels--, source += stride, destination += width)
            {
                for (var i = 0; i < width; i += TI.Width)
                    TI.Store(destination + i, TI.Load(source + i));
            }
        }

        return destination;
    }

    /// <summary>Picks <see cref="Run"/> for an instruction set.</summary>
    internal readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<OuterJob*, OuterStretch, float*, void>)&Run<TI, TV>;
    }
}
