using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Pooling;

/// <summary>How a window's gradient is shared out among its cells.</summary>
internal interface IPoolingGradient
{
    /// <summary>Whether the first cell that equals the output takes all (else every cell takes an equal share).</summary>
    static abstract bool FirstEqualTakesAll { get; }
}

/// <summary>
/// Pooling backward; a chunk is a number of images. Windows of 2 x 2 side by side write each cell once; any other windows add up, in the order of
/// the windows, on zeros.
/// </summary>
internal static unsafe class PoolGradientKernel
{
    public readonly struct Choice<TG> : IKernelChoice
        where TG : struct, IPoolingGradient
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TG, TI, TV>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TG, TI, TV>(void* arguments, int chunk)
        where TG : struct, IPoolingGradient
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (PoolArguments*)arguments;
        var end = Math.Min(args->Images, (chunk + 1) * args->ImagesPerChunk);
        for (var image = chunk * args->ImagesPerChunk; image < end; image++)
        {
            if (!args->IsTwoByTwo)
            {
                for (var y = 0; y < args->Height; y++)
                    Zero<TI, TV>(Cell(args->Image.Start, args->Image.ImageStride, args->Image.RowStride, image, y), args->Width * args->Channels);
            }

            for (var i = 0; i < args->OutputHeight; i++)
            {
                if (args->IsTwoByTwo)
                    TwoByTwo<TG, TI, TV>(args, image, i);
                else
                    AnyWindow<TG, TI, TV>(args, image, i);
            }

            for (var y = 2 * args->OutputHeight; args->IsTwoByTwo && y < args->Height; y++)
                Zero<TI, TV>(Cell(args->Image.Start, args->Image.ImageStride, args->Image.RowStride, image, y), args->Width * args->Channels);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwoByTwo<TG, TI, TV>(PoolArguments* args, int image, int i)
        where TG : struct, IPoolingGradient
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var channels = args->Channels;
        var (dxBelow, xBelow) = (args->Image.RowStride, args->ImageValues.RowStride);
        var dy = Cell(args->Output.Start, args->Output.ImageStride, args->Output.RowStride, image, i);
        var y = Cell(args->OutputValues.Start, args->OutputValues.ImageStride, args->OutputValues.RowStride, image, i);
        var dx = Cell(args->Image.Start, args->Image.ImageStride, dxBelow, image, 2 * i);
        var x = Cell(args->ImageValues.Start, args->ImageValues.ImageStride, xBelow, image, 2 * i);
        var covered = 2 * args->OutputWidth * channels;
        var rowEnd = dx + covered;
        var belowEnd = rowEnd + dxBelow;
        for (var j = 0; j < args->OutputWidth; j++)
        {
            for (var c = 0; c < channels; c += TI.Width)
            {
                var gradient = TI.Load(dy + c);
                TV topLeft, topRight, bottomLeft, bottomRight;
                if (TG.FirstEqualTakesAll)
                {
                    var largest = TI.Load(y + c);
                    var rest = gradient;
                    topLeft = Take<TI, TV>(TI.Load(x + c), largest, ref rest);
                    topRight = Take<TI, TV>(TI.Load(x + c + channels), largest, ref rest);
                    bottomLeft = Take<TI, TV>(TI.Load(x + c + xBelow), largest, ref rest);
                    bottomRight = Take<TI, TV>(TI.Load(x + c + xBelow + channels), largest, ref rest);
                }
                else
                {
                    topLeft = topRight = bottomLeft = bottomRight = TI.Multiply(gradient, TI.Broadcast(0.25f));
                }

                // A vector's rest falls into cells that are written after. Only the right cell's first channels are written already where a
                // cell takes several vectors: there the left one is cut off at its last channel.
                var leftEnd = channels < TI.Width ? rowEnd : dx + channels;
                PoolKernel.StoreInRow<TI, TV>(dx + c, leftEnd, topLeft);
                PoolKernel.StoreInRow<TI, TV>(dx + c + channels, rowEnd, topRight);
                PoolKernel.StoreInRow<TI, TV>(dx + dxBelow + c, leftEnd + dxBelow, bottomLeft);
                PoolKernel.StoreInRow<TI, TV>(dx + dxBelow + c + channels, belowEnd, bottomRight);
            }

            dx += 2 * channels;
            x += 2 * channels;
            dy += channels;
            y += channels;
        }

        Zero<TI, TV>(rowEnd, args->Width * channels - covered);
        Zero<TI, TV>(belowEnd, args->Width * channels - covered);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AnyWindow<TG, TI, TV>(PoolArguments* args, int image, int i)
        where TG : struct, IPoolingGradient
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var window = args->Window;
        var channels = args->Channels;
        var top = i * window.StrideY - window.Top;
        var (k0, k1) = args->RowsInside(top);
        var dy = Cell(args->Output.Start, args->Output.ImageStride, args->Output.RowStride, image, i);
        var y = Cell(args->OutputValues.Start, args->OutputValues.ImageStride, args->OutputValues.RowStride, image, i);
        for (var j = 0; j < args->OutputWidth; j++, dy += channels, y += channels)
        {
            var left = j * window.StrideX - window.Left;
            var (l0, l1) = args->ColumnsInside(left);
            var share = TI.Broadcast(k1 > k0 && l1 > l0 ? 1f / ((k1 - k0) * (l1 - l0)) : 0);
            for (var c = 0; c < channels; c += TI.Width)
            {
                // Lanes behind the last channel hold 0 and add nothing to the cells they fall into.
                var count = Math.Min(TI.Width, channels - c);
                var rest = TI.LoadPartial(dy + c, count);
                if (!TG.FirstEqualTakesAll)
                    rest = TI.Multiply(rest, share);
                for (var k = k0; k < k1; k++)
                {
                    var row = top + k * window.DilationY;
                    var dx = Cell(args->Image.Start, args->Image.ImageStride, args->Image.RowStride, image, row);
                    var x = Cell(args->ImageValues.Start, args->ImageValues.ImageStride, args->ImageValues.RowStride, image, row);
                    for (var l = l0; l < l1; l++)
                    {
                        var offset = (left + l * window.DilationX) * channels + c;
                        var add = rest;
                        if (TG.FirstEqualTakesAll)
                            add = Take<TI, TV>(TI.Load(x + offset), TI.Load(y + c), ref rest);

                        if (count == TI.Width)
                            TI.Store(dx + offset, TI.Add(TI.Load(dx + offset), add));
                        else
                            TI.StorePartial(dx + offset, TI.Add(TI.LoadPartial(dx + offset, count), add), count);
                    }
                }
            }
        }
    }

    /// <summary>What a cell gets of the gradient that is left; afterwards nothing is left if the cell is the maximum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Take<TI, TV>(TV cell, TV largest, ref TV rest)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var taken = TI.SelectEqual(cell, largest, rest, TI.Zero);
        rest = TI.SelectEqual(cell, largest, TI.Zero, rest);
        return taken;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* Cell(float* start, long imageStride, long rowStride, int image, int row) => start + image * imageStride + row * rowStride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Zero<TI, TV>(float* destination, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        for (var i = 0; i < count; i += TI.Width)
            TI.StorePartial(destination + i, TI.Zero, Math.Min(TI.Width, count - i));
    }
}
