using TrainingService.Compute.Ops.Dropout;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Reference;

internal static class NoiseReference
{
    public static void SpatialDropout(SpatialDropoutOp op, ReferenceTensor x, ReferenceTensor y, ulong seed, ulong step)
    {
        var channels = x.Shape[x.Shape.Rank - 1];
        var key = Philox.Key(seed, (uint)op.Stream);
        for (var i = 0; i < x.Count; i++)
        {
            var (row, channel) = (i / (x.Count / x.Size(0)), i % channels);
            var word = Philox.Block((uint)channel / 4, (uint)row, (uint)step, (uint)(step >> 32), key)[channel % 4];
            y[i] = word / 4294967296.0 < op.Rate ? 0 : x[i] / (1 - op.Rate);
        }
    }

    public static void GaussianNoise(GaussianNoiseOp op, ReferenceTensor x, ReferenceTensor y, ulong seed, ulong step)
    {
        var rowElements = x.Shape.Rank switch { 4 => x.Size(2) * x.Size(3), 2 => x.Size(1), _ => x.Count };
        var key = Philox.Key(seed, (uint)op.Stream);
        for (var i = 0; i < x.Count; i++)
        {
            var (row, element) = Math.DivRem(i, rowElements);
            var block = Philox.Block((uint)element / 4, (uint)row, (uint)step, (uint)(step >> 32), key);
            double U(int word) => ((block[word] >> 9) + 0.5) / 8388608.0;
            var pair = element % 2 * 2;
            var angle = 2 * Math.PI * U(pair + 1);
            y[i] = x[i] + op.Deviation * Math.Sqrt(-2 * Math.Log(U(pair))) * (element % 4 < 2 ? Math.Cos(angle) : Math.Sin(angle));
        }
    }
}
