using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Ops.Losses;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>The sides of boxes along one axis, a box to a lane, and the way back from slopes along sides and corners to those along a box's numbers.</summary>
internal static class BoxSides
{
    /// <summary>1 where the target's numbers are those of a box, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TV Counts<TI, TV>(BoxLayout layout, TV t0, TV t1, TV t2, TV t3)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (leastX, leastY) = layout == BoxLayout.Xyxy ? (t0, t1) : (TI.Zero, TI.Zero);
        return AtLeast<TI, TV>(t2, leastX, AtLeast<TI, TV>(t3, leastY, TI.Broadcast(1f)));
    }

    /// <summary>Where a box begins and ends and how long it is, by its first and third number or its second and fourth; sides below 0 are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of<TI, TV>(BoxLayout layout, TV place, TV size, out TV begin, out TV end, out TV side)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        if (layout == BoxLayout.Xyxy)
        {
            (begin, end) = (place, size);
            side = TI.Max(TI.Zero, TI.Subtract(size, place));
            return;
        }

        side = TI.Max(TI.Zero, size);
        begin = TI.Subtract(place, TI.Multiply(Half<TI, TV>(layout), side));
        end = TI.Add(begin, side);
    }

    /// <summary>
    /// v = 4/π² (atan(w/h) - atan(w'/h'))² and its slopes along w and h. The difference is one angle, of a quotient whose denominator is above 0:
    /// that takes one division and one polynomial, and nothing cancels.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Shape<TI, TV>(TV width, TV height, TV widthOfTarget, TV heightOfTarget, TV tiny, out TV v, out TV toWidth, out TV toHeight)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (h, hOfTarget) = (TI.Add(height, tiny), TI.Add(heightOfTarget, tiny));
        var cross = TI.Subtract(TI.Multiply(width, hOfTarget), TI.Multiply(widthOfTarget, h));
        var angle = VecMath.AtanOfQuotient<TI, TV>(cross, TI.MultiplyAdd(width, widthOfTarget, TI.Multiply(h, hOfTarget)));
        var factor = TI.Multiply(TI.Broadcast(4 / (MathF.PI * MathF.PI)), angle);
        v = TI.Multiply(factor, angle);
        var slope = TI.Divide(TI.Add(factor, factor), TI.MultiplyAdd(width, width, TI.Multiply(h, h)));
        toWidth = TI.Multiply(slope, h);
        toHeight = TI.Multiply(slope, TI.Subtract(TI.Zero, width));
    }

    /// <summary>Slopes along begin and end of the predicted box, by those along the shared side, the hull's side and the centre.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Slopes<TI, TV>(TV begin, TV end, TV beginOfTarget, TV endOfTarget, TV toShared, TV toHull, TV toCentre, out TV toBegin, out TV toEnd)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (shared, hull) = (TI.SelectGreater(beginOfTarget, begin, TI.Zero, toShared), TI.SelectGreater(begin, beginOfTarget, TI.Zero, toHull));
        toBegin = TI.Subtract(TI.Subtract(toCentre, shared), hull);
        (shared, hull) = (TI.SelectGreater(end, endOfTarget, TI.Zero, toShared), TI.SelectGreater(endOfTarget, end, TI.Zero, toHull));
        toEnd = TI.Add(TI.Add(toCentre, shared), hull);
    }

    /// <summary>Slopes along the two numbers of a box that say of this axis; a side that is 0 has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToNumbers<TI, TV>(BoxLayout layout, TV side, TV toBegin, TV toEnd, TV toSide, out TV toPlace, out TV toSize)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        if (layout == BoxLayout.Xyxy)
        {
            var along = TI.SelectEqual(side, TI.Zero, TI.Zero, toSide);
            (toPlace, toSize) = (TI.Subtract(toBegin, along), TI.Add(toEnd, along));
            return;
        }

        toPlace = TI.Add(toBegin, toEnd);
        var sum = TI.Subtract(TI.Add(toEnd, toSide), TI.Multiply(Half<TI, TV>(layout), toPlace));
        toSize = TI.SelectEqual(side, TI.Zero, TI.Zero, sum);
    }

    /// <summary>How much of a side lies before a box's place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Half<TI, TV>(BoxLayout layout)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.Broadcast(layout == BoxLayout.Cxcywh ? 0.5f : 0f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV AtLeast<TI, TV>(TV a, TV b, TV yes)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.SelectGreater(a, b, yes, TI.SelectEqual(a, b, yes, TI.Zero));
}
