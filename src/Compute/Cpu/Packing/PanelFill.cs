using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Packing;

/// <summary>Copies a part of a matrix's columns together as one panel, filled up with zeros.</summary>
internal static unsafe class PanelFill
{
    /// <summary>destination[k · width + j] = source[k · stride + j] for k below depth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows<TI, TV>(float* source, nint stride, int depth, int columns, float* destination, int width)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        if (columns == 2 * TI.Width && width == columns)
        {
            for (var k = 0; k < depth; k++, source += stride, destination += width)
            {
                TI.Store(destination, TI.Load(source));
                TI.Store(destination + TI.Width, TI.Load(source + TI.Width));
            }

            return;
        }

        for (var k = 0; k < depth; k++, source += stride, destination += width)
            Row<TI, TV>(source, columns, destination, width);
    }

    /// <summary>One row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Row<TI, TV>(float* source, int columns, float* destination, int width)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        for (var lane = 0; lane < width; lane += TI.Width)
        {
            var left = columns - lane;
            var value = left >= TI.Width ? TI.Load(source + lane) : TI.LoadPartial(source + lane, Math.Max(left, 0));
            if (width - lane >= TI.Width)
                TI.Store(destination + lane, value);
            else
                TI.StorePartial(destination + lane, value, width - lane);
        }
    }

    /// <summary>destination[k · width + j] = source[j · stride + k] for k below depth.</summary>
    public static void Columns(float* source, nint stride, int depth, int columns, float* destination, int width) =>
        Transpose.Run(source, stride, depth, columns, destination, width);

    /// <summary>Picks <see cref="Rows"/> for an instruction set.</summary>
    internal readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<float*, nint, int, int, float*, int, void>)&Rows<TI, TV>;
    }
}
