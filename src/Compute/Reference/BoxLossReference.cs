using TrainingService.Compute.Ops.Losses;

namespace TrainingService.Compute.Reference;

/// <summary>Losses of boxes: the overlap by its formula, its slopes by the chain rule through the corners.</summary>
internal static class BoxLossReference
{
    private const double Tiny = 1e-7;

    public static (double Loss, double[] Slopes) Evaluate(LossTensors x, int row, BoxLossOp op)
    {
        double[] Wanted(int box) => [.. Enumerable.Range(4 * box, 4).Select(o => x.T(row, o))];
        int[] counted = [.. Enumerable.Range(0, x.N / 4).Where(box => IsBox(op.Layout, Wanted(box)))];
        var boxes = counted.Length;
        var slopes = new double[x.N];
        var loss = 0.0;
        foreach (var box in counted)
        {
            double[] z = [.. Enumerable.Range(4 * box, 4).Select(o => x.Z[row, o])], t = Wanted(box);
            loss += (1 - Overlap(op, Corners(op.Layout, z), Corners(op.Layout, t)).Value) / boxes;
            var byCorner = Overlap(op, Corners(op.Layout, z), Corners(op.Layout, t)).Slopes;
            for (var i = 0; i < 4; i++)
            {
                var d = z[i] - t[i];
                loss += op.Smooth / 4 / boxes * (Math.Abs(d) <= 1 ? d * d / 2 : Math.Abs(d) - 0.5);
                slopes[4 * box + i] = (op.Smooth / 4 * Math.Clamp(d, -1, 1) - Enumerable.Range(0, 4).Sum(c => byCorner[c] * CornerSlope(op.Layout, z, c, i))) / boxes;
            }
        }

        return (loss, slopes);
    }

    private static bool IsBox(BoxLayout layout, double[] t) => layout == BoxLayout.Xyxy ? t[2] >= t[0] && t[3] >= t[1] : t[2] >= 0 && t[3] >= 0;

    /// <summary>Left, top, right, bottom.</summary>
    private static double[] Corners(BoxLayout layout, double[] b)
    {
        if (layout == BoxLayout.Xyxy) return b;
        var (w, h) = (Math.Max(b[2], 0), Math.Max(b[3], 0));
        var (left, top) = layout == BoxLayout.Cxcywh ? (b[0] - w / 2, b[1] - h / 2) : (b[0], b[1]);
        return [left, top, left + w, top + h];
    }

    private static double CornerSlope(BoxLayout layout, double[] b, int corner, int number)
    {
        if (layout == BoxLayout.Xyxy) return corner == number ? 1 : 0;
        if (corner % 2 != number % 2) return 0;
        if (number < 2) return 1;
        if (b[number] <= 0) return 0;
        var isFar = corner >= 2;
        return layout == BoxLayout.Cxcywh ? (isFar ? 0.5 : -0.5) : isFar ? 1 : 0;
    }

    /// <summary>The overlap and its slopes along the predicted corners a.</summary>
    private static (double Value, double[] Slopes) Overlap(BoxLossOp op, double[] a, double[] b)
    {
        double Side(double[] box, int axis) => Math.Max(box[axis + 2] - box[axis], 0);
        double[] SideSlope(int axis) => Unit(Side(a, axis) > 0, axis + 2, axis);
        double Shared(int axis) => Math.Max(Math.Min(a[axis + 2], b[axis + 2]) - Math.Max(a[axis], b[axis]), 0);
        double[] SharedSlope(int axis)
        {
            var slope = new double[4];
            if (Shared(axis) <= 0) return slope;
            if (a[axis + 2] <= b[axis + 2]) slope[axis + 2] = 1;
            if (a[axis] >= b[axis]) slope[axis] = -1;
            return slope;
        }

        double Hull(int axis) => Math.Max(a[axis + 2], b[axis + 2]) - Math.Min(a[axis], b[axis]);
        double[] HullSlope(int axis)
        {
            var slope = new double[4];
            if (a[axis + 2] >= b[axis + 2]) slope[axis + 2] = 1;
            if (a[axis] <= b[axis]) slope[axis] = -1;
            return slope;
        }

        var intersection = Shared(0) * Shared(1);
        var dIntersection = Sum((SharedSlope(0), Shared(1)), (SharedSlope(1), Shared(0)));
        var union = Side(a, 0) * Side(a, 1) + Side(b, 0) * Side(b, 1) - intersection;
        var dUnion = Sum((SideSlope(0), Side(a, 1)), (SideSlope(1), Side(a, 0)), (dIntersection, -1));
        var iou = intersection / (union + Tiny);
        var dIou = Sum((dIntersection, 1 / (union + Tiny)), (dUnion, -iou / (union + Tiny)));
        if (op.Overlap == BoxOverlap.Iou) return (iou, dIou);
        if (op.Overlap == BoxOverlap.Giou)
        {
            var area = Hull(0) * Hull(1);
            var dArea = Sum((HullSlope(0), Hull(1)), (HullSlope(1), Hull(0)));
            var empty = (area - union) / (area + Tiny);
            return (iou - empty, Sum((dIou, 1), (dArea, -(1 - empty) / (area + Tiny)), (dUnion, 1 / (area + Tiny))));
        }

        var (dx, dy) = ((a[0] + a[2] - b[0] - b[2]) / 2, (a[1] + a[3] - b[1] - b[3]) / 2);
        var diagonal = Hull(0) * Hull(0) + Hull(1) * Hull(1) + Tiny;
        var apart = (dx * dx + dy * dy) / diagonal;
        var dApart = Sum(([dx, dy, dx, dy], 1 / diagonal), (HullSlope(0), -2 * Hull(0) * apart / diagonal), (HullSlope(1), -2 * Hull(1) * apart / diagonal));
        if (op.Overlap == BoxOverlap.Diou) return (iou - apart, Sum((dIou, 1), (dApart, -1)));
        var ratio = Side(a, 0) / (Side(a, 1) + Tiny);
        var angle = Math.Atan(ratio) - Math.Atan(Side(b, 0) / (Side(b, 1) + Tiny));
        var v = 4 / (Math.PI * Math.PI) * angle * angle;
        var toRatio = 8 / (Math.PI * Math.PI) * angle / (1 + ratio * ratio) / (Side(a, 1) + Tiny);
        var dV = Sum((SideSlope(0), toRatio), (SideSlope(1), -toRatio * ratio));
        var bottom = 1 + Tiny - iou + v;
        var slopes = op.Overlap == BoxOverlap.Ciou
            ? Sum((dIou, 1), (dApart, -1), (dV, -v / bottom))
            : Sum((dIou, 1 - v * v / (bottom * bottom)), (dApart, -1), (dV, -2 * v / bottom + v * v / (bottom * bottom)));
        return (iou - apart - v * v / bottom, slopes);
    }

    private static double[] Unit(bool counts, int plus, int minus)
    {
        var slope = new double[4];
        if (counts) (slope[plus], slope[minus]) = (1, -1);
        return slope;
    }

    private static double[] Sum(params (double[] Slopes, double Factor)[] parts) =>
        [.. Enumerable.Range(0, 4).Select(i => parts.Sum(part => part.Slopes[i] * part.Factor))];
}
