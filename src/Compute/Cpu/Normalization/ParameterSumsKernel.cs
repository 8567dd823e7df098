namespace TrainingService.Compute.Cpu.Normalization;

/// <summary>dβ = Σ dy and dγ = Σ dy h over all sets, in their order, from the sets' own sums.</summary>
internal static unsafe class ParameterSumsKernel
{
    public static void Run(void* arguments, int chunk)
    {
        var args = (ChannelNormArguments*)arguments;
        var (channels, stride) = (args->Blocks.Channels, args->Blocks.Stride);
        for (var c = 0; c < channels; c++)
            (args->OffsetGradient[c], args->ScaleGradient[c]) = (0, 0);
        for (var set = 0; set < args->Blocks.Sets; set++)
        {
            var sums = args->Partials + (2L * set * args->Blocks.BlocksPerSet * stride);
            for (var c = 0; c < channels; c++)
            {
                args->OffsetGradient[c] += sums[c];
                args->ScaleGradient[c] += sums[stride + c];
            }
        }
    }
}
