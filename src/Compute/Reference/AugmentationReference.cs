using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Augmentation;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Reference;

internal static class AugmentationReference
{
    public static void Execute(Op op, ReferenceTensor[] inputs, ReferenceTensor y, ulong seed, ulong step)
    {
        var x = inputs[0];
        switch (op)
        {
            case WarpOp warp: Warp(warp, x, y, seed, step); break;
            case WarpLabelsOp warp: Labels(warp, x, y, seed, step); break;
            case WarpBoxesOp warp: Boxes(warp, x, y, seed, step); break;
            case CutoutOp cutout: Cutout(cutout, x, y, seed, step); break;
            case NoiseOp noise: Rows(x, (r, e) => x[r * PerRow(x) + e] + noise.Deviation * Normal(e, r, seed, noise.Stream, step), y); break;
            case AmplitudeOp amplitude:
                var channels = x.Size(x.Shape.Rank - 1);
                Rows(x, (r, e) => x[r * PerRow(x) + e] * (1 + amplitude.Deviation * NormalPair.Of(Block(e % channels, r, seed, amplitude.Stream, step)).Cosine), y);
                break;
            case TokenDropoutOp tokens:
                var lengths = inputs.ElementAtOrDefault(1);
                Rows(x, (r, t) => t < (lengths?[r] ?? PerRow(x)) && Block(t / 4, r, seed, tokens.Stream, step)[t % 4] / 4294967296.0 < tokens.Rate
                    ? tokens.Unknown : x[r * PerRow(x) + t], y);
                break;
            case MixupOp mixup: Mixup(mixup.Alpha, mixup.Stream, x, y, seed, step); break;
            case MixupLabelsOp mixup:
                var shares = new ReferenceTensor(y.Shape, new double[y.Count]);
                for (var r = 0; r < x.Count; r++) shares[r * y.Size(1) + (int)x[r]] = 1;
                Mixup(mixup.Alpha, mixup.Stream, shares, y, seed, step);
                break;
            default: throw new NotSupportedException($"The reference has no {op.GetType().Name}.");
        }
    }

    private static void Warp(WarpOp op, ReferenceTensor x, ReferenceTensor y, ulong seed, ulong step)
    {
        var (h, w, channels) = (x.Size(1), x.Size(2), x.Size(3));
        double At(int n, int i, int j, int c) => i >= 0 && i < h && j >= 0 && j < w ? x[((n * h + i) * w + j) * channels + c] : 0;
        Rows(x, (n, e) =>
        {
            var (i, j, c) = (e / channels / w, e / channels % w, e % channels);
            var (down, across) = Source(op.Geometry, op.Stream, n, i, j, h, w, seed, step);
            var (top, left) = ((int)Math.Floor(down), (int)Math.Floor(across));
            var (v, u) = (down - top, across - left);
            return (1 - v) * ((1 - u) * At(n, top, left, c) + u * At(n, top, left + 1, c))
                + v * ((1 - u) * At(n, top + 1, left, c) + u * At(n, top + 1, left + 1, c));
        }, y);
    }

    private static void Labels(WarpLabelsOp op, ReferenceTensor x, ReferenceTensor y, ulong seed, ulong step)
    {
        for (var index = 0; index < x.Count; index++)
        {
            var (n, i, j) = (index / op.Width / op.Height, index / op.Width % op.Height, index % op.Width);
            var (down, across) = Source(op.Geometry, op.Stream, n, i, j, op.Height, op.Width, seed, step);
            var (row, column) = ((int)Math.Floor(down + 0.5), (int)Math.Floor(across + 0.5));
            var isInside = row >= 0 && row < op.Height && column >= 0 && column < op.Width;
            y[index] = isInside ? x[(n * op.Height + row) * op.Width + column] : -1;
        }
    }

    private static void Boxes(WarpBoxesOp op, ReferenceTensor x, ReferenceTensor y, ulong seed, ulong step)
    {
        for (var n = 0; n < x.Size(0); n++)
        {
            var map = op.Geometry.MapOf(Geometry.Draw(seed, op.Stream, step, n), op.Height, op.Width);
            for (var b = 0; b < PerRow(x) / 5; b++)
            {
                var at = n * PerRow(x) + b * 5;
                var (box, moved) = (new float[5], new float[5]);
                for (var i = 0; i < 5; i++) box[i] = (float)x[at + i];
                BoxMove.Apply(map, op.Height, op.Width, box, moved);
                for (var i = 0; i < 5; i++) y[at + i] = moved[i];
            }
        }
    }

    private static void Cutout(CutoutOp op, ReferenceTensor x, ReferenceTensor y, ulong seed, ulong step)
    {
        var (h, w, channels) = (x.Size(1), x.Size(2), x.Size(3));
        Rows(x, (n, e) =>
        {
            var draw = Geometry.Draw(seed, op.Stream, step, n);
            var (i, j) = (e / channels / w, e / channels % w);
            var top = (int)(draw.Word0 / 4294967296.0 * h) - op.Height / 2;
            var left = (int)(draw.Word1 / 4294967296.0 * w) - op.Width / 2;
            return i >= top && i < top + op.Height && j >= left && j < left + op.Width ? 0 : x[n * PerRow(x) + e];
        }, y);
    }

    private static void Mixup(double alpha, uint stream, ReferenceTensor x, ReferenceTensor y, ulong seed, ulong step)
    {
        var rows = x.Size(0);
        var distance = MixupDraw.Distance(seed, stream, step, rows);
        Rows(x, (r, e) =>
        {
            var share = MixupDraw.Share(alpha, seed, stream, step, r);
            return share * x[r * PerRow(x) + e] + (1 - share) * x[(r + distance) % rows * PerRow(x) + e];
        }, y);
    }

    private static (double Down, double Across) Source(Geometry geometry, uint stream, int n, int i, int j, int h, int w, ulong seed, ulong step)
    {
        var map = geometry.MapOf(Geometry.Draw(seed, stream, step, n), h, w);
        return (map.YY * i + map.YX * j + map.Y, map.XY * i + map.XX * j + map.X);
    }

    private static double Normal(int element, int row, ulong seed, uint stream, ulong step)
    {
        var pair = NormalPair.Of(Block(element / 2, row, seed, stream, step));
        return element % 2 == 0 ? pair.Cosine : pair.Sine;
    }

    private static PhiloxBlock Block(int first, int row, ulong seed, uint stream, ulong step) =>
        Philox.Block((uint)first, (uint)row, (uint)step, (uint)(step >> 32), Philox.Key(seed, stream));

    private static int PerRow(ReferenceTensor x) => x.Count / x.Size(0);

    private static void Rows(ReferenceTensor x, Func<int, int, double> f, ReferenceTensor y)
    {
        for (var i = 0; i < x.Count; i++) y[i] = f(i / PerRow(x), i % PerRow(x));
    }
}
