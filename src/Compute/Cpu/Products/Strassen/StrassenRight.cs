using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Products.Strassen;

/// <summary>Sums of B's quarters for one pair of panels and one block of the summed dimension: seven matrices of depth by width, one after the other.</summary>
internal static unsafe class StrassenRight
{
    /// <summary>Rows turned at a time: four quarters of them stay in the first cache.</summary>
    private const int Stretch = 32;

    /// <summary>Cuts the panels of pair <paramref name="chunk"/> of a <see cref="StrassenJob"/> for all strips; the sums have one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (StrassenJob*)arguments;
        Cut<TI, TV>(job, chunk, 0, job->RightSumsOf(chunk));
    }

    /// <summary>Cuts the panels out of B.</summary>
    /// <param name="job">What is computed.</param>
    /// <param name="pair">The pair of panels.</param>
    /// <param name="block">The block.</param>
    /// <param name="sums">Where the sums go.</param>
    public static void Cut<TI, TV>(StrassenJob* job, int pair, int block, float* sums)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        if (job->IsBTransposed) Columns<TI, TV>(job, pair, block, sums);
        else Rows<TI, TV>(job, pair, block, sums);
    }

    private static void Rows<TI, TV>(StrassenJob* job, int pair, int block, float* sums)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var plane = job->PanelFloats(block);
        nint across = job->LeftColumns, stride = job->Ldb, late = job->HalfDepth * job->Ldb;
        var first = job->RightColumns(pair);
        var second = Math.Max(first - TI.Width, 0);
        var scales = job->ColumnBefore + (pair * job->Width);
        var b = job->B + (job->Blocks.StartOf(block) * job->Ldb) + (pair * job->Width);
        var depth = job->Blocks.SizeOf(block);
        if (job->DepthOfB != null)
        {
            var depths = job->DepthOfB + job->Blocks.StartOf(block);
            for (var k = 0; k < depth; k++, b += stride, sums += 2 * TI.Width)
            {
                var (early, later) = (TI.Broadcast(depths[k]), TI.Broadcast(depths[job->HalfDepth + k]));
                Lane<TI, TV>(b, across, late, first, early, early, later, later, sums, plane);
                Lane<TI, TV>(b + TI.Width, across, late, second, early, early, later, later, sums + TI.Width, plane);
            }

            return;
        }

        var (scale1, scale2) = (TI.Load(scales), TI.Load(scales + across));
        var (scale3, scale4) = (TI.Load(scales + TI.Width), TI.Load(scales + across + TI.Width));
        for (var k = 0; k < depth; k++, b += stride, sums += 2 * TI.Width)
        {
            Lane<TI, TV>(b, across, late, first, scale1, scale2, scale1, scale2, sums, plane);
            Lane<TI, TV>(b + TI.Width, across, late, second, scale3, scale4, scale3, scale4, sums + TI.Width, plane);
        }
    }

    /// <summary>A vector of each quarter, brought to one size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Lane<TI, TV>(
        float* b, nint across, nint late, int right, TV scale11, TV scale12, TV scale21, TV scale22, float* sums, nint plane)
        where TI : struct, ISimd<TV>
        where TV : struct => StrassenSums.Right<TI, TV>(
            TI.Multiply(scale11, TI.Load(b)),
            TI.Multiply(scale12, Lanes.Load<TI, TV>(b + across, right)),
            TI.Multiply(scale21, TI.Load(b + late)),
            TI.Multiply(scale22, Lanes.Load<TI, TV>(b + late + across, right)),
            sums,
            plane);

    [SkipLocalsInit]
    private static void Columns<TI, TV>(StrassenJob* job, int pair, int block, float* sums)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        const int Quarter = Stretch * PanelLayout.MostWidth;
        var turned = stackalloc float[4 * Quarter];
        var depth = job->Blocks.SizeOf(block);
        var right = job->RightColumns(pair);
        var upper = job->B + (pair * job->Width * job->Ldb) + job->Blocks.StartOf(block);
        var lower = upper + (job->LeftColumns * job->Ldb);
        var plane = job->PanelFloats(block);
        for (var first = 0; first < depth; first += Stretch)
        {
            var length = Math.Min(Stretch, depth - first);
            Transpose.Run(upper + first, job->Ldb, length, job->Width, turned, job->Width);
            Transpose.Run(lower + first, job->Ldb, length, right, turned + Quarter, job->Width);
            Transpose.Run(upper + job->HalfDepth + first, job->Ldb, length, job->Width, turned + (2 * Quarter), job->Width);
            Transpose.Run(lower + job->HalfDepth + first, job->Ldb, length, right, turned + (3 * Quarter), job->Width);
            for (var i = 0; i < length * job->Width; i += TI.Width)
            {
                var quarter = turned + i;
                StrassenSums.Right<TI, TV>(
                    TI.Load(quarter), TI.Load(quarter + Quarter), TI.Load(quarter + (2 * Quarter)), TI.Load(quarter + (3 * Quarter)), sums + i, plane);
            }

            sums += length * job->Width;
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
