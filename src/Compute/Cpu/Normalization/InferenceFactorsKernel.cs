namespace TrainingService.Compute.Cpu.Normalization;

/// <summary>Factors of a normalization by running statistics; 1 / √(s + ε) goes through the first of the partial sums.</summary>
internal static unsafe class InferenceFactorsKernel
{
    public static void Run(void* arguments, int chunk)
    {
        var args = (ChannelNormArguments*)arguments;
        for (var c = 0; c < args->Blocks.Channels; c++)
            args->Partials[c] = 1 / MathF.Sqrt(args->OldVariance[c] + args->Epsilon);
        MergeMomentsKernel.WriteFactors(args, 0, args->OldMean, args->Partials);
    }
}
