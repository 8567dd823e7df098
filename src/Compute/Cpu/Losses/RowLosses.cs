namespace TrainingService.Compute.Cpu.Losses;

/// <summary>-Σ t' log max(z, 1e-7); P0 is the smoothing.</summary>
internal readonly unsafe struct ProbabilityLoss : IRowLoss
{
    public static bool PredictsLargest => true;

    public static float Evaluate(LossArguments* args, int row, float* z, float* dz, float share)
    {
        var (n, smoothing, loss) = (args->Outputs, args->P0, 0f);
        for (var o = 0; o < n; o++)
        {
            var t = args->Labels == null ? args->Numbers[(long)row * n + o] : args->Labels[row] == o ? 1 : 0;
            var wanted = ((1 - smoothing) * t) + (smoothing / n);
            loss -= wanted * MathF.Log(MathF.Max(z[o], Divergences.Least));
            if (dz != null)
                dz[o] = z[o] < Divergences.Least ? 0 : -share * wanted / z[o];
        }

        return loss;
    }
}

/// <summary>Σ t log(t / p), or reversed (mode 1) Σ p log(p / t); p = softmax(z) in form 1, else z.</summary>
internal readonly unsafe struct DivergenceLoss : IRowLoss
{
    public static bool PredictsLargest => true;

    public static float Evaluate(LossArguments* args, int row, float* z, float* dz, float share)
    {
        var n = args->Outputs;
        var t = args->Numbers + (long)row * n;
        var (shift, loss, total) = (args->Form == 1 ? Divergences.LogSumExp(z, n) : 0, 0f, 0f);
        for (var o = 0; o < n; o++)
        {
            var logP = Divergences.LogP(args, z[o], shift);
            if (args->Mode == 1)
                loss += Divergences.P(args, z[o], logP) * (logP - MathF.Log(MathF.Max(t[o], Divergences.Least)));
            else if (t[o] > 0)
                loss += t[o] * (MathF.Log(t[o]) - logP);
            total += t[o];
        }

        for (var o = 0; dz != null && o < n; o++)
        {
            var logP = Divergences.LogP(args, z[o], shift);
            var p = Divergences.P(args, z[o], logP);
            var ratio = logP - MathF.Log(MathF.Max(t[o], Divergences.Least));
            dz[o] = share * (args->Mode, args->Form) switch
            {
                (1, 1) => p * (ratio - loss),
                (1, _) => ratio + (z[o] < Divergences.Least ? 0 : 1),
                (_, 1) => (p * total) - t[o],
                _ => z[o] < Divergences.Least ? 0 : -t[o] / z[o],
            };
        }

        return loss;
    }
}

/// <summary>What the losses of distributions share.</summary>
internal static unsafe class Divergences
{
    /// <summary>Logarithms are taken of at least this.</summary>
    public const float Least = 1e-7f;

    public static float LogSumExp(float* z, int n)
    {
        var (largest, sum) = (z[0], 0f);
        for (var o = 1; o < n; o++)
            largest = MathF.Max(largest, z[o]);
        for (var o = 0; o < n; o++)
            sum += MathF.Exp(z[o] - largest);
        return largest + MathF.Log(sum);
    }

    public static float LogP(LossArguments* args, float z, float shift) => args->Form == 1 ? z - shift : MathF.Log(MathF.Max(z, Least));

    public static float P(LossArguments* args, float z, float logP) => args->Form == 1 ? MathF.Exp(logP) : z;
}

/// <summary>max(0, 1 + the largest other output - the label's).</summary>
internal readonly unsafe struct CrammerSingerLoss : IRowLoss
{
    public static bool PredictsLargest => true;

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
