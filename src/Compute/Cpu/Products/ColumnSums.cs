using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Products;

/// <summary>
/// Sums the columns of a matrix: a bias's gradient, either in a pass of its own or panel by panel of B over a block's pixels, just before the tiles of the weights' gradient read it.
/// </summary>
internal static unsafe class ColumnSums
{
    /// <summary>sums[j] (+)= Σ_pixels B[pixel, j].</summary>
    /// <param name="b">The panel's first pixel.</param>
    /// <param name="ldb">Floats from one pixel to the next.</param>
    /// <param name="pixels">Pixels of the block.</param>
    /// <param name="columns">Columns of the panel, without padding.</param>
    /// <param name="sums">One for each column.</param>
    /// <param name="accumulate">Whether to add to what they are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TI, TV>(float* b, nint ldb, int pixels, int columns, float* sums, bool accumulate)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var column = 0;
        for (; column <= columns - (2 * TI.Width); column += 2 * TI.Width)
            Pair<TI, TV>(b + column, ldb, pixels, sums + column, accumulate);
        for (; column < columns; column += TI.Width)
            Single<TI, TV>(b + column, ldb, pixels, Math.Min(columns - column, TI.Width), sums + column, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair<TI, TV>(float* b, nint ldb, int pixels, float* sums, bool accumulate)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        TV a0 = TI.Zero, a1 = TI.Zero, a2 = TI.Zero, a3 = TI.Zero;
        TV b0 = TI.Zero, b1 = TI.Zero, b2 = TI.Zero, b3 = TI.Zero;
        var pixel = 0;
        for (; pixel <= pixels - 4; pixel += 4, b += 4 * ldb)
        {
            a0 = TI.Add(a0, TI.Load(b));
            b0 = TI.Add(b0, TI.Load(b + TI.Width));
            a1 = TI.Add(a1, TI.Load(b + ldb));
            b1 = TI.Add(b1, TI.Load(b + ldb + TI.Width));
            a2 = TI.Add(a2, TI.Load(b + (2 * ldb)));
            b2 = TI.Add(b2, TI.Load(b + (2 * ldb) + TI.Width));
            a3 = TI.Add(a3, TI.Load(b + (3 * ldb)));
            b3 = TI.Add(b3, TI.Load(b + (3 * ldb) + TI.Width));
        }

        for (; pixel < pixels; pixel++, b += ldb)
        {
            a0 = TI.Add(a0, TI.Load(b));
            b0 = TI.Add(b0, TI.Load(b + TI.Width));
        }

        a0 = TI.Add(TI.Add(a0, a1), TI.Add(a2, a3));
        b0 = TI.Add(TI.Add(b0, b1), TI.Add(b2, b3));
        TI.Store(sums, accumulate ? TI.Add(TI.Load(sums), a0) : a0);
        TI.Store(sums + TI.Width, accumulate ? TI.Add(TI.Load(sums + TI.Width), b0) : b0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Single<TI, TV>(float* b, nint ldb, int pixels, int columns, float* sums, bool accumulate)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        TV a0 = TI.Zero, a1 = TI.Zero, a2 = TI.Zero, a3 = TI.Zero;
        var pixel = 0;
        for (; pixel <= pixels - 4; pixel += 4, b += 4 * ldb)
        {
            a0 = TI.Add(a0, TI.LoadPartial(b, columns));
            a1 = TI.Add(a1, TI.LoadPartial(b + ldb, columns));
            a2 = TI.Add(a2, TI.LoadPartial(b + (2 * ldb), columns));
            a3 = TI.Add(a3, TI.LoadPartial(b + (3 * ldb), columns));
        }

        for (; pixel < pixels; pixel++, b += ldb)
            a0 = TI.Add(a0, TI.LoadPartial(b, columns));
        a0 = TI.Add(TI.Add(a0, a1), TI.Add(a2, a3));
        TI.StorePartial(sums, accumulate ? TI.Add(TI.LoadPartial(sums, columns), a0) : a0, columns);
    }

    /// <summary>Picks <see cref="Run"/> for an instruction set.</summary>
    internal readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<float*, nint, int, int, float*, bool, void>)&Run<TI, TV>;
    }
}
