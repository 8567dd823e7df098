using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;
using static TrainingService.Compute.Cpu.Convolutions.Winograd.WinogradPoints;

namespace TrainingService.Compute.Cpu.Convolutions.Winograd;

/// <summary>The two-dimensional transforms of some tiles: first down the columns, into a small buffer, then along the rows.</summary>
internal static unsafe class WinogradTileKernel
{
    /// <summary>Floats of the buffer, and of one vector in it.</summary>
    private const int Widest = 16;
    private const int BufferFloats = (Positions + 1) * Widest;

    /// <summary>
    /// transformed[position · plane + tile · stride + channel] = (Bᵀ d B)[position] for tiles first to first + count. Channels up to a whole
    /// vector are written, so stride is at least that; cells of a window beyond the image must be zeros.
    /// </summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input<TI, TV>(TileGrid* grid, int first, int count, float* transformed, nint plane, nint stride)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var room = stackalloc float[BufferFloats];
        var buffer = (float*)(((nint)room + 63) & ~(nint)63);
        for (var tile = 0; tile < count; tile++, transformed += stride)
        {
            var source = grid->Start + grid->OffsetOf(first + tile, out _, out _);
            for (var channel = 0; channel < grid->Channels; channel += TI.Width)
            {
                var left = grid->Channels - channel;
                for (var column = 0; column < Window; column++)
                {
                    var cell = source + channel + (column * grid->Pixel);
                    if (left >= TI.Width)
                    {
                        WinogradTransform.Input<TI, TV>(
                            TI.Load(cell), TI.Load(cell + grid->Row), TI.Load(cell + (2 * grid->Row)),
                            TI.Load(cell + (3 * grid->Row)), TI.Load(cell + (4 * grid->Row)), TI.Load(cell + (5 * grid->Row)),
                            buffer + (column * TI.Width), Window * TI.Width);
                    }
                    else
                    {
                        WinogradTransform.Input<TI, TV>(
                            TI.LoadPartial(cell, left), TI.LoadPartial(cell + grid->Row, left), TI.LoadPartial(cell + (2 * grid->Row), left),
                            TI.LoadPartial(cell + (3 * grid->Row), left), TI.LoadPartial(cell + (4 * grid->Row), left), TI.LoadPartial(cell + (5 * grid->Row), left),
                            buffer + (column * TI.Width), Window * TI.Width);
                    }
                }

                for (var row = 0; row < Window; row++)
                {
                    var line = buffer + (row * Window * TI.Width);
                    WinogradTransform.Input<TI, TV>(
                        TI.Load(line), TI.Load(line + TI.Width), TI.Load(line + (2 * TI.Width)),
                        TI.Load(line + (3 * TI.Width)), TI.Load(line + (4 * TI.Width)), TI.Load(line + (5 * TI.Width)),
                        transformed + (row * Window * plane) + channel, plane);
                }
            }
        }
    }

    /// <summary>
    /// transformed[position · plane + tile · stride + channel] = (A y Aᵀ)[position], as <see cref="Input"/>, for columns first to first + columns
    /// of the gradient of the output.
    /// </summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OutputGradient<TI, TV>(TileGrid* grid, int first, int count, int columns, float* transformed, nint plane, nint stride)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var room = stackalloc float[BufferFloats];
        var buffer = (float*)(((nint)room + 63) & ~(nint)63);
        for (var tile = 0; tile < count; tile++, transformed += stride)
        {
            var source = grid->Start + grid->OffsetOf(first + tile, out _, out _);
            for (var channel = 0; channel < columns; channel += TI.Width)
            {
                var left = columns - channel;
                for (var column = 0; column < Tile; column++)
                {
                    var cell = source + channel + (column * grid->Pixel);
                    if (left >= TI.Width)
                    {
                        WinogradTransform.OutputGradient<TI, TV>(
                            TI.Load(cell), TI.Load(cell + grid->Row), TI.Load(cell + (2 * grid->Row)), TI.Load(cell + (3 * grid->Row)),
                            buffer + (column * TI.Width), Tile * TI.Width);
                    }
                    else
                    {
                        WinogradTransform.OutputGradient<TI, TV>(
                            TI.LoadPartial(cell, left), TI.LoadPartial(cell + grid->Row, left), TI.LoadPartial(cell + (2 * grid->Row), left), TI.LoadPartial(cell + (3 * grid->Row), left),
                            buffer + (column * TI.Width), Tile * TI.Width);
                    }
                }

                for (var row = 0; row < Window; row++)
                {
                    var line = buffer + (row * Tile * TI.Width);
                    WinogradTransform.OutputGradient<TI, TV>(
                        TI.Load(line), TI.Load(line + TI.Width), TI.Load(line + (2 * TI.Width)), TI.Load(line + (3 * TI.Width)),
                        transformed + (row * Window * plane) + channel, plane);
                }
            }
        }
    }

    /// <summary>
    /// Writes max(floor, Aᵀ m A + bias) for tiles first to first + count into columns of the result that begin at <paramref name="start"/>;
    /// m[position · plane + tile · stride + column]. Then the pass, where there is one.
    /// </summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output<TI, TV>(WinogradResult* result, int first, int count, int start, int columns, float* m, nint plane, nint stride)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var grid = &result->Grid;
        var room = stackalloc float[BufferFloats];
        var buffer = (float*)(((nint)room + 63) & ~(nint)63);
        var floor = TI.Broadcast(result->Floor);
        for (var tile = 0; tile < count; tile++, m += stride)
        {
            var offset = grid->OffsetOf(first + tile, out var top, out var left);
            var (rows, pixels) = (Math.Min(Tile, grid->Height - top), Math.Min(Tile, grid->Width - left));
            var cells = grid->Start + offset + start;
            for (var column = 0; column < columns; column += TI.Width)
            {
                for (var j = 0; j < Window; j++)
                {
                    var from = m + (j * plane) + column;
                    WinogradTransform.Output<TI, TV>(
                        TI.Load(from), TI.Load(from + (Window * plane)), TI.Load(from + (2 * Window * plane)),
                        TI.Load(from + (3 * Window * plane)), TI.Load(from + (4 * Window * plane)), TI.Load(from + (5 * Window * plane)),
                        out var c0, out var c1, out var c2, out var c3);
                    TI.Store(buffer + (j * TI.Width), c0);
                    TI.Store(buffer + ((Window + j) * TI.Width), c1);
                    TI.Store(buffer + (((2 * Window) + j) * TI.Width), c2);
                    TI.Store(buffer + (((3 * Window) + j) * TI.Width), c3);
                }

                var there = Math.Min(columns - column, TI.Width);
                var bias = result->Bias == null ? TI.Zero : TI.LoadPartial(result->Bias + start + column, there);
                for (var row = 0; row < rows; row++)
                {
                    var line = buffer + (row * Window * TI.Width);
                    WinogradTransform.Output<TI, TV>(
                        TI.Load(line), TI.Load(line + TI.Width), TI.Load(line + (2 * TI.Width)),
                        TI.Load(line + (3 * TI.Width)), TI.Load(line + (4 * TI.Width)), TI.Load(line + (5 * TI.Width)),
                        out var y0, out var y1, out var y2, out var y3);
                    var cell = cells + column + (row * grid->Row);
                    Put<TI, TV>(cell, TI.Max(floor, TI.Add(y0, bias)), there);
                    if (pixels > 1) Put<TI, TV>(cell + grid->Pixel, TI.Max(floor, TI.Add(y1, bias)), there);
                    if (pixels > 2) Put<TI, TV>(cell + (2 * grid->Pixel), TI.Max(floor, TI.Add(y2, bias)), there);
                    if (pixels > 3) Put<TI, TV>(cell + (3 * grid->Pixel), TI.Max(floor, TI.Add(y3, bias)), there);
                }
            }

            if (result->Pass == null)
                continue;
            var x = result->X.Start + result->X.OffsetOf(first + tile, out _, out _) + start;
            for (var row = 0; row < rows; row++)
                result->Pass(cells + (row * grid->Row), grid->Pixel, x + (row * result->X.Row), result->X.Pixel, pixels, columns, result->Slope);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TI, TV>(float* cell, TV value, int there)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        if (there == TI.Width)
            TI.Store(cell, value);
        else
            TI.StorePartial(cell, value, there);
    }
}

/// <summary>Where a product's result goes, and what is done to it.</summary>
internal unsafe struct WinogradResult
{
    public TileGrid Grid;

    /// <summary>One float per column, or null.</summary>
    public float* Bias;

    /// <summary>0 for ReLU, -infinity for none. NaN stays NaN.</summary>
    public float Floor;

    /// <summary>As <see cref="MicroKernels.TilePass"/>; null for none.</summary>
    public delegate*<float*, nint, float*, nint, int, int, float, void> Pass;

    /// <summary>What the pass reads beside the result.</summary>
    public TileGrid X;
    public float Slope;
}
