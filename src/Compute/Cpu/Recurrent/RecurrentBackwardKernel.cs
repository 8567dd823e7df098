using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Recurrent;

/// <summary>Takes the gradients of a block of rows back through all steps.</summary>
internal static unsafe class RecurrentBackwardKernel
{
    public readonly struct Choice<TCell> : IKernelChoice
        where TCell : struct, IBackwardCell
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TCell, TI, TV>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TCell, TI, TV>(void* arguments, int chunk)
        where TCell : struct, IBackwardCell
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (RecurrentArguments*)arguments;
        var (first, rows) = (job->Blocks.StartOf(chunk), job->Blocks.SizeOf(chunk));
        Begin<TI, TV>(job->LastState, job->FirstState, (nint)first * job->Units, rows * job->Units);
        if (job->FirstCell != null) Begin<TI, TV>(job->LastCell, job->FirstCell, (nint)first * job->Units, rows * job->Units);
        for (var step = job->Steps - 1; step >= 0; step--)
        {
            if (job->Y != null) AddOutputGradient<TI, TV>(job, step, first, rows);
            TCell.Step<TI, TV>(job, step, first, rows, chunk < job->Blocks.Larger);
        }
    }

    private static void Begin<TI, TV>(float* given, float* gradient, nint start, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        if (given == null) Lanes.Clear<TI, TV>(gradient + start, count);
        else Lanes.Copy<TI, TV>(given + start, gradient + start, count);
    }

    private static void AddOutputGradient<TI, TV>(RecurrentArguments* job, int step, int first, int rows)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var (u, position) = (job->Units, job->PositionOf(step));
        for (var row = first; row < first + rows; row++)
        {
            if (!job->Has(row, position)) continue;
            var dy = job->Y + ((((nint)row * job->Steps) + position) * u);
            var dh = job->FirstState + ((nint)row * u);
            for (var j = 0; j < u; j += TI.Width)
                Lanes.Store<TI, TV>(dh + j, TI.Add(Lanes.Load<TI, TV>(dh + j, u - j), Lanes.Load<TI, TV>(dy + j, u - j)), u - j);
        }
    }
}
