using System.Runtime.CompilerServices;

namespace TrainingService.Compute.Cpu.Simd;

/// <summary>Reads and writes the vectors of a row, of which the last may be a part: the test for that is cheap and always foretold.</summary>
internal static unsafe class Lanes
{
    /// <summary>Reads <paramref name="count"/> floats, or a whole vector where there are more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Load<TI, TV>(float* source, int count)
        where TI : struct, ISimd<TV>
        where TV : struct => count >= TI.Width ? TI.Load(source) : TI.LoadPartial(source, count);

    /// <summary>Writes <paramref name="count"/> floats, or a whole vector where there are more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TI, TV>(float* destination, TV value, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        if (count >= TI.Width) TI.Store(destination, value);
        else TI.StorePartial(destination, value, count);
    }

    /// <summary>Copies some floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy<TI, TV>(float* source, float* destination, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        for (var i = 0; i < count; i += TI.Width)
            Store<TI, TV>(destination + i, Load<TI, TV>(source + i, count - i), count - i);
    }

    /// <summary>Sets some floats to zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Clear<TI, TV>(float* destination, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        for (var i = 0; i < count; i += TI.Width)
            Store<TI, TV>(destination + i, TI.Zero, count - i);
    }
}
