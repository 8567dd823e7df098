using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.MicroKernels;

/// <summary>
/// The inner loop of every dense layer and convolution: one tile of C = max(floor, A · B + bias), all of it in registers while the sum runs.
/// The tile's size is a type: <c>sizeof(TRows)</c> rows by <c>sizeof(TColumns)</c> vectors. The JIT knows these sizes while it reads the
/// method, so the guards below and everything behind a false one are gone from the machine code, and one source serves every tile and every
/// instruction set at the speed of hand-written versions.
/// </summary>
internal static unsafe class DotMicroKernel
{
    /// <summary>C[i, j] = max(floor, start + Σ_taps Σ_k A[i · lda + offsets[tap] + k] · B[tap, k, j] + bias[j]), start being 0 or C[i, j].</summary>
    /// <param name="a">First row's element of tap offset 0.</param>
    /// <param name="lda">Floats from one row to the next.</param>
    /// <param name="taps">Stretches of A that are summed over.</param>
    /// <param name="offsets">Where each begins.</param>
    /// <param name="run">Length of each.</param>
    /// <param name="b">The panel: taps · run rows of sizeof(TColumns) vectors.</param>
    /// <param name="c">The tile's first element.</param>
    /// <param name="ldc">Floats from one row of C to the next.</param>
    /// <param name="columns">Columns written; fewer than the tile's at the right edge.</param>
    /// <param name="bias">One per column, readable for the whole tile.</param>
    /// <param name="floor">0 for ReLU, -infinity for none. NaN stays NaN.</param>
    /// <param name="accumulate">Whether to start from C.</param>
    public static void Run<TI, TV, TRows, TColumns>(
        float* a, nint lda, int taps, int* offsets, int run, float* b, float* c, nint ldc, int columns, float* bias, float floor, bool accumulate)
        where TI : struct, ISimd<TV>
        where TV : struct
        where TRows : unmanaged
        where TColumns : unmanaged
    {
        TV c0a = TI.Zero, c0b = TI.Zero;
        TV c1a = TI.Zero, c1b = TI.Zero;
        TV c2a = TI.Zero, c2b = TI.Zero;
        TV c3a = TI.Zero, c3b = TI.Zero;
        TV c4a = TI.Zero, c4b = TI.Zero;
        TV c5a = TI.Zero, c5b = TI.Zero;
        TV c6a = TI.Zero, c6b = TI.Zero;
        TV c7a = TI.Zero, c7b = TI.Zero;
        TV c8a = TI.Zero, c8b = TI.Zero;
        TV c9a = TI.Zero, c9b = TI.Zero;
        TV c10a = TI.Zero, c10b = TI.Zero;
        TV c11a = TI.Zero, c11b = TI.Zero;
        TV c12a = TI.Zero, c12b = TI.Zero;
        TV c13a = TI.Zero, c13b = TI.Zero;
        if (accumulate)
        {
            {
                c0a = TI.Load(c + (0 * ldc));
                if (sizeof(TColumns) > 1) c0b = TI.Load(c + (0 * ldc) + TI.Width);
            }
            if (sizeof(TRows) > 1)
                {
                    c1a = TI.Load(c + (1 * ldc));
                    if (sizeof(TColumns) > 1) c1b = TI.Load(c + (1 * ldc) + TI.Width);
                }
            if (sizeof(TRows) > 2)
                {
                    c2a = TI.Load(c + (2 * ldc));
                    if (sizeof(TColumns) > 1) c2b = TI.Load(c + (2 * ldc) + TI.Width);
                }
            if (sizeof(TRows) > 3)
                {
                    c3a = TI.Load(c + (3 * ldc));
                    if (sizeof(TColumns) > 1) c3b = TI.Load(c + (3 * ldc) + TI.Width);
                }
            if (sizeof(TRows) > 4)
                {
                    c4a = TI.Load(c + (4 * ldc));
                    if (sizeof(TColumns) > 1) c4b = TI.Load(c + (4 * ldc) + TI.Width);
                }
            if (sizeof(TRows) > 5)
                {
                    c5a = TI.Load(c + (5 * ldc));
                    if (sizeof(TColumns) > 1) c5b = TI.Load(c + (5 * ldc) + TI.Width);
                }
            if (sizeof(TRows) > 6)
                {
                    c6a = TI.Load(c + (6 * ldc));
                    if (sizeof(TColumns) > 1) c6b = TI.Load(c + (6 * ldc) + TI.Width);
                }
            if (sizeof(TRows) > 7)
                {
                    c7a = TI.Load(c + (7 * ldc));
                    if (sizeof(TColumns) > 1) c7b = TI.Load(c + (7 * ldc) + TI.Width);
                }
            if (sizeof(TRows) > 8)
                {
                    c8a = TI.Load(c + (8 * ldc));
                    if (sizeof(TColumns) > 1) c8b = TI.Load(c + (8 * ldc) + TI.Width);
                }
            if (sizeof(TRows) > 9)
                {
                    c9a = TI.Load(c + (9 * ldc));
                    if (sizeof(TColumns) > 1) c9b = TI.Load(c + (9 * ldc) + TI.Width);
                }
            if (sizeof(TRows) > 10)
                {
                    c10a = TI.Load(c + (10 * ldc));
                    if (sizeof(TColumns) > 1) c10b = TI.Load(c + (10 * ldc) + TI.Width);
                }
            if (sizeof(TRows) > 11)
                {
                    c11a = TI.Load(c + (11 * ldc));
                    if (sizeof(TColumns) > 1) c11b = TI.Load(c + (11 * ldc) + TI.Width);
                }
            if (sizeof(TRows) > 12)
                {
                    c12a = TI.Load(c + (12 * ldc));
                    if (sizeof(TColumns) > 1) c12b = TI.Load(c + (12 * ldc) + TI.Width);
                }
            if (sizeof(TRows) > 13)
                {
                    c13a = TI.Load(c + (13 * ldc));
                    if (sizeof(TColumns) > 1) c13b = TI.Load(c + (13 * ldc) + TI.Width);
                }
        }

        for (var tap = 0; tap < taps; tap++)
        {
            var p0 = a + offsets[tap];
            var p1 = p0 + (3 * lda);
            var p2 = p0 + (6 * lda);
            var p3 = p0 + (9 * lda);
            var p4 = p0 + (12 * lda);
            var end = p0 + run;
            while (p0 < end)
            {
                var b0 = TI.Load(b);
                var b1 = sizeof(TColumns) > 1 ? TI.Load(b + TI.Width) : b0;
                {
                    var v = TI.Broadcast(*p0);
                    c0a = TI.MultiplyAdd(v, b0, c0a);
                    if (sizeof(TColumns) > 1) c0b = TI.MultiplyAdd(v, b1, c0b);
                }

                if (sizeof(TRows) > 1)
                {
                    var v = TI.Broadcast(p0[lda]);
                    c1a = TI.MultiplyAdd(v, b0, c1a);
                    if (sizeof(TColumns) > 1) c1b = TI.MultiplyAdd(v, b1, c1b);
                }
                if (sizeof(TRows) > 2)
                {
                    var v = TI.Broadcast(p0[2 * lda]);
                    c2a = TI.MultiplyAdd(v, b0, c2a);
                    if (sizeof(TColumns) > 1) c2b = TI.MultiplyAdd(v, b1, c2b);
                }
                if (sizeof(TRows) > 3)
                {
                    var v = TI.Broadcast(*p1);
                    c3a = TI.MultiplyAdd(v, b0, c3a);
                    if (sizeof(TColumns) > 1) c3b = TI.MultiplyAdd(v, b1, c3b);
                }
                if (sizeof(TRows) > 4)
                {
                    var v = TI.Broadcast(p1[lda]);
                    c4a = TI.MultiplyAdd(v, b0, c4a);
                    if (sizeof(TColumns) > 1) c4b = TI.MultiplyAdd(v, b1, c4b);
                }
                if (sizeof(TRows) > 5)
                {
                    var v = TI.Broadcast(p1[2 * lda]);
                    c5a = TI.MultiplyAdd(v, b0, c5a);
                    if (sizeof(TColumns) > 1) c5b = TI.MultiplyAdd(v, b1, c5b);
                }
                if (sizeof(TRows) > 6)
                {
                    var v = TI.Broadcast(*p2);
                    c6a = TI.MultiplyAdd(v, b0, c6a);
                    if (sizeof(TColumns) > 1) c6b = TI.MultiplyAdd(v, b1, c6b);
                }
                if (sizeof(TRows) > 7)
                {
                    var v = TI.Broadcast(p2[lda]);
                    c7a = TI.MultiplyAdd(v, b0, c7a);
                    if (sizeof(TColumns) > 1) c7b = TI.MultiplyAdd(v, b1, c7b);
                }
                if (sizeof(TRows) > 8)
                {
                    var v = TI.Broadcast(p2[2 * lda]);
                    c8a = TI.MultiplyAdd(v, b0, c8a);
                    if (sizeof(TColumns) > 1) c8b = TI.MultiplyAdd(v, b1, c8b);
                }
                if (sizeof(TRows) > 9)
                {
                    var v = TI.Broadcast(*p3);
                    c9a = TI.MultiplyAdd(v, b0, c9a);
                    if (sizeof(TColumns) > 1) c9b = TI.MultiplyAdd(v, b1, c9b);
                }
                if (sizeof(TRows) > 10)
                {
                    var v = TI.Broadcast(p3[lda]);
                    c10a = TI.MultiplyAdd(v, b0, c10a);
                    if (sizeof(TColumns) > 1) c10b = TI.MultiplyAdd(v, b1, c10b);
                }
                if (sizeof(TRows) > 11)
                {
                    var v = TI.Broadcast(p3[2 * lda]);
                    c11a = TI.MultiplyAdd(v, b0, c11a);
                    if (sizeof(TColumns) > 1) c11b = TI.MultiplyAdd(v, b1, c11b);
                }
                if (sizeof(TRows) > 12)
                {
                    var v = TI.Broadcast(*p4);
                    c12a = TI.MultiplyAdd(v, b0, c12a);
                    if (sizeof(TColumns) > 1) c12b = TI.MultiplyAdd(v, b1, c12b);
                }
                if (sizeof(TRows) > 13)
                {
                    var v = TI.Broadcast(p4[lda]);
                    c13a = TI.MultiplyAdd(v, b0, c13a);
                    if (sizeof(TColumns) > 1) c13b = TI.MultiplyAdd(v, b1, c13b);
                }

                b += TI.Width * sizeof(TColumns);
                p0++;
                if (sizeof(TRows) > 3) p1++;
                if (sizeof(TRows) > 6) p2++;
                if (sizeof(TRows) > 9) p3++;
                if (sizeof(TRows) > 12) p4++;
            }
        }

        var low = TI.Broadcast(floor);
        var bias0 = TI.Load(bias);
        var bias1 = sizeof(TColumns) > 1 ? TI.Load(bias + TI.Width) : bias0;
        Write<TI, TV, TColumns>(c + (0 * ldc), columns, TI.Max(low, TI.Add(c0a, bias0)), TI.Max(low, TI.Add(c0b, bias1)));
        if (sizeof(TRows) > 1) Write<TI, TV, TColumns>(c + (1 * ldc), columns, TI.Max(low, TI.Add(c1a, bias0)), TI.Max(low, TI.Add(c1b, bias1)));
        if (sizeof(TRows) > 2) Write<TI, TV, TColumns>(c + (2 * ldc), columns, TI.Max(low, TI.Add(c2a, bias0)), TI.Max(low, TI.Add(c2b, bias1)));
        if (sizeof(TRows) > 3) Write<TI, TV, TColumns>(c + (3 * ldc), columns, TI.Max(low, TI.Add(c3a, bias0)), TI.Max(low, TI.Add(c3b, bias1)));
        if (sizeof(TRows) > 4) Write<TI, TV, TColumns>(c + (4 * ldc), columns, TI.Max(low, TI.Add(c4a, bias0)), TI.Max(low, TI.Add(c4b, bias1)));
        if (sizeof(TRows) > 5) Write<TI, TV, TColumns>(c + (5 * ldc), columns, TI.Max(low, TI.Add(c5a, bias0)), TI.Max(low, TI.Add(c5b, bias1)));
        if (sizeof(TRows) > 6) Write<TI, TV, TColumns>(c + (6 * ldc), columns, TI.Max(low, TI.Add(c6a, bias0)), TI.Max(low, TI.Add(c6b, bias1)));
        if (sizeof(TRows) > 7) Write<TI, TV, TColumns>(c + (7 * ldc), columns, TI.Max(low, TI.Add(c7a, bias0)), TI.Max(low, TI.Add(c7b, bias1)));
        if (sizeof(TRows) > 8) Write<TI, TV, TColumns>(c + (8 * ldc), columns, TI.Max(low, TI.Add(c8a, bias0)), TI.Max(low, TI.Add(c8b, bias1)));
        if (sizeof(TRows) > 9) Write<TI, TV, TColumns>(c + (9 * ldc), columns, TI.Max(low, TI.Add(c9a, bias0)), TI.Max(low, TI.Add(c9b, bias1)));
        if (sizeof(TRows) > 10) Write<TI, TV, TColumns>(c + (10 * ldc), columns, TI.Max(low, TI.Add(c10a, bias0)), TI.Max(low, TI.Add(c10b, bias1)));
        if (sizeof(TRows) > 11) Write<TI, TV, TColumns>(c + (11 * ldc), columns, TI.Max(low, TI.Add(c11a, bias0)), TI.Max(low, TI.Add(c11b, bias1)));
        if (sizeof(TRows) > 12) Write<TI, TV, TColumns>(c + (12 * ldc), columns, TI.Max(low, TI.Add(c12a, bias0)), TI.Max(low, TI.Add(c12b, bias1)));
        if (sizeof(TRows) > 13) Write<TI, TV, TColumns>(c + (13 * ldc), columns, TI.Max(low, TI.Add(c13a, bias0)), TI.Max(low, TI.Add(c13b, bias1)));
    }

    /// <summary>Writes one row of a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<TI, TV, TColumns>(float* c, int columns, TV first, TV second)
        where TI : struct, ISimd<TV>
        where TV : struct
        where TColumns : unmanaged
    {
        if (columns == TI.Width * sizeof(TColumns))
        {
            TI.Store(c, first);
            if (sizeof(TColumns) > 1)
                TI.Store(c + TI.Width, second);
        }
        else
        {
            TI.StorePartial(c, first, Math.Min(columns, TI.Width));
            if (sizeof(TColumns) > 1)
                TI.StorePartial(c + TI.Width, second, Math.Max(columns - TI.Width, 0));
        }
    }
}
