using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>
/// A vector's worth of short rows, turned so that a vector holds one output of each row: maximum, index and sum of all these rows then need no
/// folding of lanes, and no lane is idle however short the rows are. Output o of the rows lies at o · rows.
/// </summary>
internal static unsafe class RowPanel
{
    /// <summary>Most outputs for which rows are better taken together: three whole vectors of the widest set keep it busy by themselves.</summary>
    public const int MostOutputs = 47;

    /// <summary>Turns rows into a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill(float* rows, int outputs, int count, float* panel) => Transpose.Run(rows, outputs, outputs, count, panel, count);

    /// <summary>Turns a panel into rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Empty(float* panel, int outputs, int count, float* rows) => Transpose.Run(panel, count, count, outputs, rows, outputs);

    /// <summary>The largest of each row, as <see cref="RowMaximum"/> has it: a NaN counts only where it is first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Largest<TI, TV>(float* panel, int outputs, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var largest = Lanes.Load<TI, TV>(panel, count);
        for (var o = 1; o < outputs; o++)
            largest = TI.Max(Lanes.Load<TI, TV>(panel + ((nint)o * count), count), largest);
        return largest;
    }

    /// <summary>
    /// The bits of the index of the first that equals the largest; 0 if none does. On its own, from the end: so the largest is known after one instruction
    /// per output, and the exponentials that wait for it begin earlier.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV IndexOf<TI, TV>(float* panel, int outputs, int count, TV largest)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var index = TI.Zero;
        for (var o = outputs - 1; o > 0; o--)
            index = TI.SelectEqual(Lanes.Load<TI, TV>(panel + ((nint)o * count), count), largest, LabelLanes.Of<TI, TV>(o), index);
        return TI.SelectEqual(Lanes.Load<TI, TV>(panel, count), largest, TI.Zero, index);
    }

    /// <summary>Puts e^(z - largest) in place of z; the sums of the rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Exponentials<TI, TV>(float* panel, int outputs, int count, TV largest)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var sum = TI.Zero;
        for (var o = 0; o < outputs; o++)
        {
            var at = panel + ((nint)o * count);
            var term = VecMath.Exp<TI, TV>(TI.Subtract(Lanes.Load<TI, TV>(at, count), largest));
            Lanes.Store<TI, TV>(at, term, count);
            sum = TI.Add(sum, term);
        }

        return sum;
    }
}
