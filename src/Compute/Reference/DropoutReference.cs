using TrainingService.Compute.Ops.Dropout;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Reference;

internal static class DropoutReference
{
    public static void Apply(DropoutOp op, ReferenceTensor x, ReferenceTensor y, ulong seed, ulong step)
    {
        var rowElements = x.Shape.Rank switch { 4 => x.Size(2) * x.Size(3), 2 => x.Size(1), _ => x.Count };
        var key = Philox.Key(seed, (uint)op.Stream);
        for (var i = 0; i < x.Count; i++)
        {
            var (row, element) = Math.DivRem(i, rowElements);
            var word = Philox.Block((uint)element / 4, (uint)row, (uint)step, (uint)(step >> 32), key)[element % 4];

            // As a probability: word / 2^32 is uniform on [0, 1).
            var dropped = word / 4294967296.0 < op.Rate;
            y[i] = dropped ? 0 : x[i] / (1 - op.Rate);
        }
    }
}
