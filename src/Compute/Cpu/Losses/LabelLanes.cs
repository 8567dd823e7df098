using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>
/// Labels and indices in vectors of floats, by their bits: those of a number from 0 on are a float that compares as the number does, those of -1
/// are a NaN, which equals nothing. So rows are told apart without a conversion, and an index is written without one.
/// </summary>
internal static unsafe class LabelLanes
{
    /// <summary>The bits of an index from 0 on in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Of<TI, TV>(int index)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.Broadcast(BitConverter.Int32BitsToSingle(index));

    /// <summary>Reads labels, or a whole vector where there are more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Load<TI, TV>(int* labels, int count)
        where TI : struct, ISimd<TV>
        where TV : struct => Lanes.Load<TI, TV>((float*)labels, count);

    /// <summary>Writes indices.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TI, TV>(int* indices, TV value, int count)
        where TI : struct, ISimd<TV>
        where TV : struct => Lanes.Store<TI, TV>((float*)indices, value, count);

    /// <summary>The value where a row is counted, 0 (even of a NaN) where its label is -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Counted<TI, TV>(TV labels, TV value)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.SelectEqual(labels, labels, value, TI.Zero);
}
