using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Products;

/// <summary>Sums a chunk's tiles over a chunk's part of the pixels, block after block.</summary>
internal static unsafe class OuterDriver
{
    /// <summary>Computes chunk <paramref name="chunk"/> of the <see cref="OuterJob"/> in <paramref name="arguments"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(void* arguments, int chunk)
    {
        var job = (OuterJob*)arguments;
        var (split, group) = (chunk / job->TileGroups, chunk % job->TileGroups);
        var firstUnit = (int)((long)split * job->Units / job->Splits);
        var lastUnit = (int)((long)(split + 1) * job->Units / job->Splits);
        var firstTile = (int)((long)group * job->TileCount / job->TileGroups);
        var lastTile = (int)((long)(group + 1) * job->TileCount / job->TileGroups);
        var c = job->Splits == 1 ? job->C : job->Partials + (split * job->PartialStride);
        var sum = job->Sum;

        for (var unit = firstUnit; unit < lastUnit; unit += job->UnitsPerBlock)
        {
            var units = Math.Min(job->UnitsPerBlock, lastUnit - unit);
            var a = job->A + (job->UnitPlaces != null ? job->UnitPlaces[unit].A : unit * (job->ByPixel ? sum.Lda : sum.AImage));
            var b = job->B + (job->UnitPlaces != null ? job->UnitPlaces[unit].B : unit * (job->ByPixel ? sum.Ldb : sum.BImage));
            if (job->ByPixel)
                sum.Pixels = units;
            else
                sum.Images = units;
            for (var i = firstTile; i < lastTile; i++)
            {
                var tile = job->Tiles + i;
                tile->Kernel(&sum, a + tile->A, b + tile->B, c + tile->C, job->Ldc, tile->Columns, unit > firstUnit);
            }
        }
    }

    /// <summary>Adds up the parts' results in their order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Reduce<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (OuterJob*)arguments;
        if (job->ReduceRows == 1)
        {
            var first = (int)((long)chunk * job->ReduceColumns / job->ReduceChunks);
            var last = (int)((long)(chunk + 1) * job->ReduceColumns / job->ReduceChunks);
            ReduceRow<TI, TV>(job, job->Partials + first, job->C + first, last - first);
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
