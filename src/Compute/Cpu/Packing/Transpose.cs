using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TrainingService.Compute.Cpu.Packing;

/// <summary>Turns rows into columns while weights are packed.</summary>
internal static unsafe class Transpose
{
    /// <summary>Columns turned at a time: what they become stays in the first cache until all rows have been written into it.</summary>
    private const int Block = 64;

    /// <summary>destination[j · width + i] = source[i · stride + j] for j below length, for i below rows; 0 for i from rows to width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* source, nint stride, int length, int rows, float* destination, int width)
    {
        for (var j = 0; j < length; j += Block)
            RunBlock(source + j, stride, Math.Min(Block, length - j), rows, destination + ((nint)j * width), width);
    }

    private static void RunBlock(float* source, nint stride, int length, int rows, float* destination, int width)
    {
        var i = 0;
        for (; Avx.IsSupported && i + 8 <= rows; i += 8)
            EightRows(source + (i * stride), stride, length, destination + i, width);
        for (; Sse.IsSupported && i + 4 <= rows; i += 4)
            FourRows(source + (i * stride), stride, length, destination + i, width);
        if (Sse.IsSupported && i < rows && rows >= 4)
        {
            // The last four again: what is turned twice comes out the same.
            FourRows(source + ((rows - 4) * stride), stride, length, destination + rows - 4, width);
            i = rows;
        }

        for (; i < width; i++)
        {
            for (var j = 0; j < length; j++)
                destination[((nint)j * width) + i] = i < rows ? source[(i * stride) + j] : 0;
        }
    }

    // As four rows, with rows 4 to 7 in the upper halves.
    private static void EightRows(float* source, nint row, int length, float* destination, int width)
    {
        var j = 0;
        for (; j + 4 <= length; j += 4)
        {
            var place = source + j;
            var a = Vector256.Create(Vector128.Load(place), Vector128.Load(place + (4 * row)));
            var b = Vector256.Create(Vector128.Load(place + row), Vector128.Load(place + (5 * row)));
            var c = Vector256.Create(Vector128.Load(place + (2 * row)), Vector128.Load(place + (6 * row)));
            var d = Vector256.Create(Vector128.Load(place + (3 * row)), Vector128.Load(place + (7 * row)));
            var abLow = Avx.UnpackLow(a, b);
            var cdLow = Avx.UnpackLow(c, d);
            var abHigh = Avx.UnpackHigh(a, b);
            var cdHigh = Avx.UnpackHigh(c, d);
            var to = destination + ((nint)j * width);
            Avx.Shuffle(abLow, cdLow, 0b01_00_01_00).Store(to);
            Avx.Shuffle(abLow, cdLow, 0b11_10_11_10).Store(to + width);
            Avx.Shuffle(abHigh, cdHigh, 0b01_00_01_00).Store(to + (2 * width));
            Avx.Shuffle(abHigh, cdHigh, 0b11_10_11_10).Store(to + (3 * width));
        }

        for (; j < length; j++)
        {
            for (var i = 0; i < 8; i++)
                destination[((nint)j * width) + i] = source[(i * row) + j];
        }
    }

    private static void FourRows(float* source, nint row, int length, float* destination, int width)
    {
        var j = 0;
        for (; j < length && length >= 4; j += 4)
        {
            // The last four columns overlap those before where their number is no multiple of four.
            j = Math.Min(j, length - 4);
            var a = Vector128.Load(source + j);
            var b = Vector128.Load(source + row + j);
            var c = Vector128.Load(source + (2 * row) + j);
            var d = Vector128.Load(source + (3 * row) + j);
            var abLow = Sse.UnpackLow(a, b);
            var cdLow = Sse.UnpackLow(c, d);
            var abHigh = Sse.UnpackHigh(a, b);
            var cdHigh = Sse.UnpackHigh(c, d);
            var to = destination + ((nint)j * width);
            Sse.MoveLowToHigh(abLow, cdLow).Store(to);
            Sse.MoveHighToLow(cdLow, abLow).Store(to + width);
            Sse.MoveLowToHigh(abHigh, cdHigh).Store(to + (2 * width));
            Sse.MoveHighToLow(cdHigh, abHigh).Store(to + (3 * width));
        }

        for (; j < length; j++)
        {
            for (var i = 0; i < 4; i++)
                destination[((nint)j * width) + i] = source[(i * row) + j];
        }
    }
}
