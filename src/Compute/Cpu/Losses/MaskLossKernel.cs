using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>Soft IoU and Dice: a chunk is a sample. First the sums over its positions, then loss and gradient of each; mode 1 is Dice, P0 what is added.</summary>
internal static unsafe class MaskLossKernel
{
    public readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run;
    }

    private static void Run(void* arguments, int sample)
    {
        var args = (LossArguments*)arguments;
        var classes = args->Labels == null ? 1 : args->Outputs;
        var sums = stackalloc double[3 * classes];
        var probabilities = stackalloc float[classes];
        new Span<double>(sums, 3 * classes).Clear();
        var counted = 0;
        var (first, end) = (sample * args->RowsPerSample, (sample + 1) * args->RowsPerSample);
        for (var row = first; row < end; row++)
        {
            Predict(args, row);
            if (args->Labels != null && args->Labels[row] < 0)
                continue;
            counted++;
            for (var o = 0; o < args->Outputs; o++)
            {
                if (o == 0 || classes == 1)
                    Probabilities(args, row, o, classes, probabilities);
                var c = classes == 1 ? 0 : o;
                var t = Target(args, row, o, classes);
                sums[3 * c] += probabilities[c] * t;
                sums[3 * c + 1] += probabilities[c];
                sums[3 * c + 2] += t;
            }
        }

        var loss = 1.0;
        for (var c = 0; c < classes; c++)
            loss -= Top(args, sums + 3 * c) / Bottom(args, sums + 3 * c) / classes;
        for (var row = first; row < end; row++)
        {
            if (!args->Counts(row))
                continue;
            args->Loss[row] = (float)loss;
            if (args->Gradient != null)
                Gradient(args, row, classes, *args->Share * counted, sums, probabilities);
        }
    }

    private static double Top(LossArguments* args, double* sums) => (args->Mode == 1 ? 2 * sums[0] : sums[0]) + args->P0;

    private static double Bottom(LossArguments* args, double* sums) => sums[1] + sums[2] - (args->Mode == 1 ? 0 : sums[0]) + args->P0;

    /// <summary>
    /// The mean over the counted rows weighs each sample with its counted rows, and the sample's loss depends on all of them: hence the number of
    /// counted rows of the sample in the factor.
    /// </summary>
    private static void Gradient(LossArguments* args, int row, int classes, float share, double* sums, float* probabilities)
    {
        var dz = args->Gradient + (long)row * args->Outputs;
        var mean = 0.0;
        for (var o = 0; o < args->Outputs; o++)
        {
            if (o == 0 || classes == 1)
                Probabilities(args, row, o, classes, probabilities);
            var c = classes == 1 ? 0 : o;
            var (t, bottom) = (Target(args, row, o, classes), Bottom(args, sums + 3 * c));
            var (topSlope, bottomSlope) = args->Mode == 1 ? (2 * t, 1f) : (t, 1 - t);
            var slope = -(topSlope - Top(args, sums + 3 * c) * bottomSlope / bottom) / bottom / classes;
            dz[o] = (float)(share * slope * probabilities[c] * (classes == 1 ? 1 - probabilities[c] : 1));
            mean += share * slope * probabilities[c];
        }

        for (var o = 0; classes > 1 && o < args->Outputs; o++)
            dz[o] -= (float)(mean * probabilities[o]);
    }

    private static void Predict(LossArguments* args, int row)
    {
        var z = args->Z + (long)row * args->Outputs;
        args->Predictions[row] = args->Labels == null ? 0
            : args->Outputs == 1 ? (z[0] > 0 ? 1 : 0)
            : RowMaximum.IndexOf(z, args->Outputs, RowMaximum.Of<ScalarSimd, float>(z, args->Outputs));
    }

    private static float Target(LossArguments* args, int row, int output, int classes) =>
        args->Labels == null ? args->Numbers[(long)row * args->Outputs + output]
        : classes == 1 ? args->Labels[row]
        : args->Labels[row] == output ? 1 : 0;

    /// <summary>Of one output its sigmoid, or of all classes their softmax.</summary>
    private static void Probabilities(LossArguments* args, int row, int output, int classes, float* probabilities)
    {
        var z = args->Z + (long)row * args->Outputs;
        if (classes == 1)
        {
            probabilities[0] = 1 / (1 + MathF.Exp(-z[output]));
            return;
        }

        var shift = Divergences.LogSumExp(z, classes);
        for (var c = 0; c < classes; c++)
            probabilities[c] = MathF.Exp(z[c] - shift);
    }
}
