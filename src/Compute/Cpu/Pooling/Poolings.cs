using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Pooling;

/// <summary>The largest cell; a NaN stays.</summary>
internal readonly struct LargestCell : IPooling
{
    public static float Start
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => float.NegativeInfinity;
    }

    // Max lets a NaN of its second operand through; one of the first is what differs from itself.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Combine<TI, TV>(TV sofar, TV cell)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.SelectEqual(sofar, sofar, TI.Max(sofar, cell), sofar);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Scale(int cells) => 1;
}

/// <summary>The mean of the cells inside the image.</summary>
internal readonly struct MeanOfCells : IPooling
{
    public static float Start
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Combine<TI, TV>(TV sofar, TV cell)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.Add(sofar, cell);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Scale(int cells) => 1f / cells;
}
