namespace TrainingService.Compute.Cpu.Losses;

/// <summary>max(0, 1 + the largest other output - the label's).</summary>
internal readonly unsafe struct CrammerSingerLoss : IRowLoss
{
    public static float Evaluate(LossArguments* args, int row, float* z, float* dz, float share)
    {
        var (n, label, other) = (args->Outputs, args->Labels[row], -1);
        if (dz != null)
            new Span<float>(dz, n).Clear();
        for (var o = 0; o < n; o++)
        {
            if (o != label && (other < 0 || z[o] > z[other] || float.IsNaN(z[o])))
                other = o;
        }

        if (other < 0)
            return 0;
        var inside = 1 + z[other] - z[label];
        if (inside <= 0)
            return 0;
        if (dz != null)
            (dz[other], dz[label]) = (share, -share);
        return inside;
    }
}
