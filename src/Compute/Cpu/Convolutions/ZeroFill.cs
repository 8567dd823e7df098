using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Convolutions;

/// <summary>Writes zeros: the gradient of a kernel slice that lies in the padding wherever it goes.</summary>
internal static unsafe class ZeroFill
{
    /// <summary>Appends the kernel call.</summary>
    public static void Emit(InstructionSet set, IKernelContext context, float* start, long count)
    {
        var chunks = WorkSize.CopyChunksOf(count);
        context.Emit<Choice, Job>(set, new Job { Start = start, Count = count, Chunks = chunks }, chunks);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (Job*)arguments;
        var last = (chunk + 1) * job->Count / job->Chunks;
        for (var i = chunk * job->Count / job->Chunks; i < last; i += TI.Width)
            TI.StorePartial(job->Start + i, TI.Zero, (int)Math.Min(TI.Width, last - i));
    }

    private struct Job
    {
        public float* Start;
        public long Count;
        public int Chunks;
    }

    private readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }
}
