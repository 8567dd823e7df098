using TrainingService.Compute.Backends;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Sequences;

namespace TrainingService.Compute.Cpu.Sequences;

/// <summary>Kernel of <see cref="WindowLengthsOp"/>: a few integers per batch, in one chunk.</summary>
internal static unsafe class WindowLengthsKernel
{
    public static void Emit(WindowLengthsOp op, IKernelContext context, ValueId lengths, ValueId result, int rows)
    {
        var job = (Job*)context.Allocate(sizeof(Job));
        *job = new Job
        {
            Lengths = (int*)context.Address(lengths),
            Result = (int*)context.Address(result),
            Rows = rows,
            Shift = op.Padding - op.Extent,
            Stride = op.Stride,
            Scale = op.Scale,
        };
        context.Emit(&Run, job, 1);
    }

    private static void Run(void* arguments, int chunk)
    {
        var job = (Job*)arguments;
        for (var row = 0; row < job->Rows; row++)
        {
            var room = ((long)job->Lengths[row] * job->Scale) + job->Shift;
            job->Result[row] = room < 0 || job->Lengths[row] <= 0 ? 0 : (int)(room / job->Stride) + 1;
        }
    }

    private struct Job
    {
        public int* Lengths;
        public int* Result;
        public int Rows;
        public int Shift;
        public int Stride;
        public int Scale;
    }
}
