using TrainingService.Compute.Backends;

namespace TrainingService.Compute.Cpu.Losses;

/// <summary>Counts the rows whose label is not -1, of whose losses the mean is taken. One chunk: it only reads the labels.</summary>
internal static unsafe class CountKernel
{
    public static void Compile(LossArguments arguments, IKernelContext context)
    {
        if (arguments.Labels == null || arguments.Gradient == null) return;
        var copy = (LossArguments*)context.Allocate(sizeof(LossArguments));
        *copy = arguments;
        context.Emit(&Run, copy, 1);
    }

    private static void Run(void* arguments, int chunk)
    {
        var args = (LossArguments*)arguments;
        var counted = 0;
        for (var row = 0; row < args->Rows; row++) counted += args->Labels[row] >= 0 ? 1 : 0;
        *args->Share = counted == 0 ? 0 : args->Weight / counted;
    }
}
