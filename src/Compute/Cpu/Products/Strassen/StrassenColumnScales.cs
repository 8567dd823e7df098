using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Products.Strassen;

/// <summary>The scales of C's rows and columns where both are columns of operands (weight gradients), or those of the summed dimension, A's columns.</summary>
internal static unsafe class StrassenColumnScales
{
    /// <summary>Columns of a chunk: their largest values stay in the first cache, and rows are read in long stretches.</summary>
    private const int Columns = 512;

    /// <summary>Chunks for some columns.</summary>
    public static int ChunksOf(int columns) => (columns + Columns - 1) / Columns;

    /// <summary>Does chunk <paramref name="chunk"/> of a <see cref="StrassenJob"/>: first A's columns, then B's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (StrassenJob*)arguments;
        var ofA = ChunksOf(2 * job->HalfRows);
        var first = (chunk < ofA ? chunk : chunk - ofA) * Columns;
        if (chunk < ofA)
        {
            Scale<TI, TV>(job->A + first, job->Lda, 2 * job->HalfDepth, Math.Min((2 * job->HalfRows) - first, Columns), job->RowBefore + first, job->RowAfter + first);
            return;
        }

        Scale<TI, TV>(job->B + first, job->Ldb, 2 * job->HalfDepth, Math.Min(job->Columns - first, Columns), job->ColumnBefore + first, job->ColumnAfter + first);
        // The last panel's columns that C does not have are zeros, which they remain only if what they are multiplied by is a number.
        if (first + Columns >= job->Columns)
            new Span<float>(job->ColumnBefore + job->Columns, (2 * job->LeftColumns) - job->Columns).Fill(1);
    }

    /// <summary>Does chunk <paramref name="chunk"/> of A's columns, along which is summed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunDepth<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (StrassenJob*)arguments;
        var first = chunk * Columns;
        Scale<TI, TV>(job->A + first, job->Lda, 2 * job->HalfRows, Math.Min((2 * job->HalfDepth) - first, Columns), job->DepthOfA + first, job->DepthOfB + first);
    }

    private static void Scale<TI, TV>(float* place, nint stride, int rows, int columns, float* before, float* after)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        Lanes.Clear<TI, TV>(before, columns);
        for (var row = 0; row < rows; row++, place += stride)
        {
            CacheFetch.Rows(place + stride, stride, row + 1 < rows ? 1 : 0, columns);
            for (var i = 0; i < columns; i += TI.Width)
            {
                var left = columns - i;
                Lanes.Store<TI, TV>(before + i, StrassenScale.Larger<TI, TV>(Lanes.Load<TI, TV>(place + i, left), Lanes.Load<TI, TV>(before + i, left)), left);
            }
        }

        for (var i = 0; i < columns; i++)
            (before[i], after[i]) = StrassenScale.Of(before[i]);
    }

    /// <summary>Picks <see cref="Run"/> for an instruction set.</summary>
    internal readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }

    /// <summary>Picks <see cref="RunDepth"/> for an instruction set.</summary>
    internal readonly struct DepthChoice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&RunDepth<TI, TV>;
    }
}
