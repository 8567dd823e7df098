using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Ops.Losses;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>
/// 1 - overlap of boxes, with a smooth L1, of a vector's worth of boxes; mode is the overlap, form the layout, P0 the factor of the smooth L1. Places
/// without a box give 0. Where corners or sides are equal, slopes are those of the predicted box; numbers that are none come through.
/// </summary>
internal static unsafe class BoxOverlapLoss
{
    private const float Tiny = 1e-7f;

    /// <summary>
    /// Losses, 1 where there is a box, and slopes times the share of a row unless <paramref name="dz"/> is null. A call of its own: it is long beside one.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Evaluate<TI, TV>(LossArguments* args, float* z, float* t, float* dz, float* values, float* counted)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (layout, kind) = ((BoxLayout)args->Form, (BoxOverlap)args->Mode);
        TI.LoadFours(z, out var z0, out var z1, out var z2, out var z3);
        TI.LoadFours(t, out var t0, out var t1, out var t2, out var t3);
        var counts = BoxSides.Counts<TI, TV>(layout, t0, t1, t2, t3);
        BoxSides.Of<TI, TV>(layout, z0, z2, out var left, out var right, out var width);
        BoxSides.Of<TI, TV>(layout, z1, z3, out var top, out var bottom, out var height);
        BoxSides.Of<TI, TV>(layout, t0, t2, out var leftOfTarget, out var rightOfTarget, out var widthOfTarget);
        BoxSides.Of<TI, TV>(layout, t1, t3, out var topOfTarget, out var bottomOfTarget, out var heightOfTarget);

        var (one, tiny) = (TI.Broadcast(1f), TI.Broadcast(Tiny));
        var commonX = TI.Subtract(TI.Min(rightOfTarget, right), TI.Max(leftOfTarget, left));
        var commonY = TI.Subtract(TI.Min(bottomOfTarget, bottom), TI.Max(topOfTarget, top));
        var (sharedX, sharedY) = (TI.Max(TI.Zero, commonX), TI.Max(TI.Zero, commonY));
        var shared = TI.Multiply(sharedX, sharedY);
        var union = TI.Subtract(TI.Add(TI.Multiply(width, height), TI.Multiply(widthOfTarget, heightOfTarget)), shared);
        var inverse = TI.Divide(one, TI.Add(union, tiny));
        var overlap = TI.Multiply(shared, inverse);

        // Slopes along the shared area (which the union holds too), the predicted area and the sides of the hull; of the centre along either corner.
        var toShared = TI.MultiplyAdd(overlap, inverse, inverse);
        var toArea = TI.Subtract(TI.Zero, TI.Multiply(overlap, inverse));
        TV toHullX = TI.Zero, toHullY = TI.Zero, toCentreX = TI.Zero, toCentreY = TI.Zero, toWidth = TI.Zero, toHeight = TI.Zero;
        if (kind != BoxOverlap.Iou)
        {
            var hullX = TI.Subtract(TI.Max(rightOfTarget, right), TI.Min(leftOfTarget, left));
            var hullY = TI.Subtract(TI.Max(bottomOfTarget, bottom), TI.Min(topOfTarget, top));
            if (kind == BoxOverlap.Giou)
            {
                var area = TI.Multiply(hullX, hullY);
                var perArea = TI.Divide(one, TI.Add(area, tiny));
                var empty = TI.Multiply(TI.Subtract(area, union), perArea);
                overlap = TI.Subtract(overlap, empty);
                var toHull = TI.Multiply(TI.Subtract(empty, one), perArea);
                (toHullX, toHullY) = (TI.Multiply(toHull, hullY), TI.Multiply(toHull, hullX));
                (toArea, toShared) = (TI.Add(toArea, perArea), TI.Subtract(toShared, perArea));
            }
            else
            {
                var iou = overlap;
                var dx = TI.Subtract(TI.Subtract(TI.Add(left, right), leftOfTarget), rightOfTarget);
                var dy = TI.Subtract(TI.Subtract(TI.Add(top, bottom), topOfTarget), bottomOfTarget);
                var diagonal = TI.Add(TI.MultiplyAdd(hullX, hullX, TI.Multiply(hullY, hullY)), tiny);
                var perDiagonal = TI.Divide(TI.Broadcast(0.25f), diagonal);
                var apart = TI.Multiply(TI.MultiplyAdd(dx, dx, TI.Multiply(dy, dy)), perDiagonal);
                overlap = TI.Subtract(overlap, apart);
                var toHull = TI.Multiply(TI.Multiply(TI.Broadcast(8f), apart), perDiagonal);
                (toHullX, toHullY) = (TI.Multiply(toHull, hullX), TI.Multiply(toHull, hullY));
                var toCentre = TI.Multiply(TI.Broadcast(-2f), perDiagonal);
                (toCentreX, toCentreY) = (TI.Multiply(toCentre, dx), TI.Multiply(toCentre, dy));
                if (kind != BoxOverlap.Diou)
                {
                    BoxSides.Shape<TI, TV>(width, height, widthOfTarget, heightOfTarget, tiny, out var v, out toWidth, out toHeight);

                    // 1 - IoU + v is never below what is added to it, but rounded corners may say so of boxes that are the same.
                    var rest = TI.Max(tiny, TI.Add(TI.Subtract(TI.Broadcast(1 + Tiny), iou), v));
                    var alpha = TI.Divide(v, rest);
                    overlap = TI.Subtract(overlap, TI.Multiply(alpha, v));
                    var toV = TI.Subtract(TI.Zero, alpha);
                    if (kind == BoxOverlap.CiouThroughAlpha)
                    {
                        var square = TI.Multiply(alpha, alpha);
                        toV = TI.Add(TI.Subtract(toV, alpha), square);
                        var through = TI.Subtract(one, square);
                        (toShared, toArea) = (TI.Multiply(toShared, through), TI.Multiply(toArea, through));
                    }

                    (toWidth, toHeight) = (TI.Multiply(toV, toWidth), TI.Multiply(toV, toHeight));
                }
            }
        }

        var smooth = TI.Broadcast(args->P0 / 4);
        var (l0, l1, l2, l3) = (Clipped<TI, TV>(z0, t0), Clipped<TI, TV>(z1, t1), Clipped<TI, TV>(z2, t2), Clipped<TI, TV>(z3, t3));
        var far = TI.Add(TI.Add(Huber<TI, TV>(z0, t0, l0), Huber<TI, TV>(z1, t1, l1)), TI.Add(Huber<TI, TV>(z2, t2, l2), Huber<TI, TV>(z3, t3, l3)));
        TI.Store(counted, counts);
        TI.Store(values, TI.SelectGreater(counts, TI.Zero, TI.MultiplyAdd(smooth, far, TI.Subtract(one, overlap)), TI.Zero));
        if (dz == null)
            return;
        toWidth = TI.MultiplyAdd(toArea, height, toWidth);
        toHeight = TI.MultiplyAdd(toArea, width, toHeight);
        BoxSides.Slopes<TI, TV>(
            left, right, leftOfTarget, rightOfTarget, TI.SelectGreater(TI.Zero, commonX, TI.Zero, TI.Multiply(toShared, sharedY)), toHullX, toCentreX, out var toLeft, out var toRight);
        BoxSides.Slopes<TI, TV>(
            top, bottom, topOfTarget, bottomOfTarget, TI.SelectGreater(TI.Zero, commonY, TI.Zero, TI.Multiply(toShared, sharedX)), toHullY, toCentreY, out var toTop, out var toBottom);
        BoxSides.ToNumbers<TI, TV>(layout, width, toLeft, toRight, toWidth, out var g0, out var g2);
        BoxSides.ToNumbers<TI, TV>(layout, height, toTop, toBottom, toHeight, out var g1, out var g3);
        var share = TI.SelectGreater(counts, TI.Zero, TI.Broadcast(*args->Share), TI.Zero);
        TI.StoreFours(
            dz, Slope<TI, TV>(counts, share, smooth, l0, g0), Slope<TI, TV>(counts, share, smooth, l1, g1), Slope<TI, TV>(counts, share, smooth, l2, g2), Slope<TI, TV>(counts, share, smooth, l3, g3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Clipped<TI, TV>(TV z, TV t)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.Max(TI.Broadcast(-1f), TI.Min(TI.Broadcast(1f), TI.Subtract(z, t)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Huber<TI, TV>(TV z, TV t, TV clipped)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.Multiply(clipped, TI.MultiplyAdd(TI.Broadcast(-0.5f), clipped, TI.Subtract(z, t)));

    /// <summary>Against the slope of the overlap, along that of the smooth L1; 0, even of a NaN, where there is no box.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TV Slope<TI, TV>(TV counts, TV share, TV smooth, TV clipped, TV ofOverlap)
        where TI : struct, ISimd<TV>
        where TV : struct => TI.SelectGreater(counts, TI.Zero, TI.Multiply(share, TI.Subtract(TI.Multiply(smooth, clipped), ofOverlap)), TI.Zero);
}
