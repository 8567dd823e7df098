using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Recurrent;

/// <summary>Takes a block of rows through all steps.</summary>
internal static unsafe class RecurrentForwardKernel
{
    public readonly struct Choice<TCell> : IKernelChoice
        where TCell : struct, IForwardCell
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TCell, TI, TV>;
    }

    /// <summary>What a step does to a row that is not at work: its state stays, its output and gates are zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rest<TI, TV>(RecurrentArguments* job, int step, int row, int position)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var u = job->Units;
        var at = ((nint)step * job->Rows) + row;
        Lanes.Copy<TI, TV>(job->States + (at * u), job->States + ((at + job->Rows) * u), u);
        Lanes.Clear<TI, TV>(job->Gates + (at * job->Width), job->Width);
        Lanes.Clear<TI, TV>(job->Y + ((((nint)row * job->Steps) + position) * u), u);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TCell, TI, TV>(void* arguments, int chunk)
        where TCell : struct, IForwardCell
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (RecurrentArguments*)arguments;
        var (first, rows) = (job->Blocks.StartOf(chunk), job->Blocks.SizeOf(chunk));
        var (start, count) = ((nint)first * job->Units, rows * job->Units);
        var last = (nint)job->Steps * job->Rows * job->Units;
        Begin<TI, TV>(job->FirstState, job->States, start, count);
        if (job->LastCell != null) Begin<TI, TV>(job->FirstCell, job->Memory, start, count);
        for (var step = 0; step < job->Steps; step++)
            TCell.Step<TI, TV>(job, step, first, rows, chunk < job->Blocks.Larger);
        Lanes.Copy<TI, TV>(job->States + last + start, job->LastState + start, count);
        if (job->LastCell != null) Lanes.Copy<TI, TV>(job->Memory + last + start, job->LastCell + start, count);
    }

    private static void Begin<TI, TV>(float* given, float* state, nint start, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        if (given == null) Lanes.Clear<TI, TV>(state + start, count);
        else Lanes.Copy<TI, TV>(given + start, state + start, count);
    }
}
