using System.Runtime.Intrinsics;
using TrainingService.Compute.Ops.Losses;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>1 - overlap of boxes, with a smooth L1; mode is the overlap, form the layout, P0 the factor of the smooth L1. Places without a box do not count.</summary>
internal readonly unsafe struct BoxOverlapLoss : IRowLoss
{
    private const float Tiny = 1e-7f;

    public static bool PredictsLargest => false;

    public static float Evaluate(LossArguments* args, int row, float* z, float* dz, float share)
    {
        var boxes = args->Outputs / 4;
        var t = args->Numbers + (long)row * args->Outputs;
        var counted = 0;
        for (var box = 0; box < boxes; box++) counted += IsBox((BoxLayout)args->Form, t + 4 * box) ? 1 : 0;
        var loss = 0f;
        for (var box = 0; box < boxes; box++)
        {
            if (!IsBox((BoxLayout)args->Form, t + 4 * box))
            {
                for (var i = 0; dz != null && i < 4; i++) dz[4 * box + i] = 0;
                continue;
            }

            var value = Slope.Constant(1) - Overlap(args, z + 4 * box, t + 4 * box);
            for (var i = 0; i < 4; i++)
            {
                var difference = z[4 * box + i] - t[4 * box + i];
                var clipped = MathF.Max(-1, MathF.Min(1, difference));
                value += Slope.Of(clipped * (difference - clipped / 2), i, clipped) * Slope.Constant(args->P0 / 4);
            }

            loss += value.Value;
            for (var i = 0; dz != null && i < 4; i++)
                dz[4 * box + i] = share / counted * value.Slopes[i];
        }

        return counted == 0 ? 0 : loss / counted;
    }

    private static bool IsBox(BoxLayout layout, float* t) => layout == BoxLayout.Xyxy ? t[2] >= t[0] && t[3] >= t[1] : t[2] >= 0 && t[3] >= 0;

    private static Slope Overlap(LossArguments* args, float* z, float* t)
    {
        var a = Box.Of((BoxLayout)args->Form, Slope.Of(z[0], 0, 1), Slope.Of(z[1], 1, 1), Slope.Of(z[2], 2, 1), Slope.Of(z[3], 3, 1));
        var b = Box.Of((BoxLayout)args->Form, Slope.Constant(t[0]), Slope.Constant(t[1]), Slope.Constant(t[2]), Slope.Constant(t[3]));
        var shared = Slope.Positive(Slope.Min(a.Right, b.Right) - Slope.Max(a.Left, b.Left))
            * Slope.Positive(Slope.Min(a.Bottom, b.Bottom) - Slope.Max(a.Top, b.Top));
        var union = (a.Width * a.Height) + (b.Width * b.Height) - shared;
        var iou = shared / (union + Slope.Constant(Tiny));
        var kind = (BoxOverlap)args->Mode;
        if (kind == BoxOverlap.Iou)
            return iou;
        var (width, height) = (Slope.Max(a.Right, b.Right) - Slope.Min(a.Left, b.Left), Slope.Max(a.Bottom, b.Bottom) - Slope.Min(a.Top, b.Top));
        if (kind == BoxOverlap.Giou)
        {
            var area = width * height;
            return iou - ((area - union) / (area + Slope.Constant(Tiny)));
        }

        var (dx, dy) = (a.Left + a.Right - b.Left - b.Right, a.Top + a.Bottom - b.Top - b.Bottom);
        var apart = ((dx * dx) + (dy * dy)) / (Slope.Constant(4) * ((width * width) + (height * height) + Slope.Constant(Tiny)));
        if (kind == BoxOverlap.Diou)
            return iou - apart;
        var angle = Slope.Atan(a.Width / (a.Height + Slope.Constant(Tiny))) - Slope.Atan(b.Width / (b.Height + Slope.Constant(Tiny)));
        var v = Slope.Constant(4 / (MathF.PI * MathF.PI)) * angle * angle;
        var alpha = v / (Slope.Constant(1 + Tiny) - iou + v);
        return iou - apart - ((kind == BoxOverlap.Ciou ? Slope.Constant(alpha.Value) : alpha) * v);
    }

    private readonly record struct Box(Slope Left, Slope Top, Slope Right, Slope Bottom, Slope Width, Slope Height)
    {
        public static Box Of(BoxLayout layout, Slope p, Slope q, Slope r, Slope s)
        {
            if (layout == BoxLayout.Xyxy)
                return new Box(p, q, r, s, Slope.Positive(r - p), Slope.Positive(s - q));
            var (w, h) = (Slope.Positive(r), Slope.Positive(s));
            var half = Slope.Constant(layout == BoxLayout.Cxcywh ? 0.5f : 0);
            var (left, top) = (p - (half * w), q - (half * h));
            return new Box(left, top, left + w, top + h, w, h);
        }
    }
}

/// <summary>A number and its slopes along the four numbers of a predicted box (forward-mode differentiation).</summary>
internal readonly record struct Slope(float Value, Vector128<float> Slopes)
{
    public static Slope operator +(Slope a, Slope b) => new(a.Value + b.Value, a.Slopes + b.Slopes);

    public static Slope operator -(Slope a, Slope b) => new(a.Value - b.Value, a.Slopes - b.Slopes);

    public static Slope operator *(Slope a, Slope b) => new(a.Value * b.Value, (a.Slopes * b.Value) + (b.Slopes * a.Value));

    public static Slope operator /(Slope a, Slope b) => new(a.Value / b.Value, (a.Slopes - (b.Slopes * (a.Value / b.Value))) / Vector128.Create(b.Value));

    public static Slope Constant(float value) => new(value, Vector128<float>.Zero);

    /// <summary>A value that depends on one of the four numbers.</summary>
    public static Slope Of(float value, int number, float slope) => new(value, Vector128<float>.Zero.WithElement(number, slope));

    public static Slope Min(Slope a, Slope b) => b.Value < a.Value ? b : a;

    public static Slope Max(Slope a, Slope b) => b.Value > a.Value ? b : a;

    /// <summary>The value where it is above 0, else 0; NaN stays NaN.</summary>
    public static Slope Positive(Slope a) => a.Value <= 0 ? default : a;

    public static Slope Atan(Slope a) => new(MathF.Atan(a.Value), a.Slopes * (1 / (1 + (a.Value * a.Value))));
}
