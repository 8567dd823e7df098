using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Strided;

internal unsafe struct StridedCopyArguments
{
    public StridedLoop Loop;
    public float* X;
    public float* Y;
}

/// <summary>y = x at other strides: parts of a concatenation, slices, transposed and repeated dimensions.</summary>
internal static unsafe class StridedCopyKernel
{
    public readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (StridedCopyArguments*)arguments;
        var inner = args->Loop.Inner;
        for (var at = args->Loop.Start(chunk); at.Left > 0; args->Loop.Move(ref at))
        {
            var x = args->X + at.A;
            var y = args->Y + at.Y;
            if (inner.Y != 1 || inner.A is not (0 or 1))
            {
                for (var i = 0; i < inner.Size; i++)
                    y[i * inner.Y] = x[i * inner.A];
                continue;
            }

            for (var i = 0; i < inner.Size; i += TI.Width)
            {
                var count = Math.Min(TI.Width, inner.Size - i);
                TI.StorePartial(y + i, inner.A == 0 ? TI.Broadcast(*x) : TI.LoadPartial(x + i, count), count);
            }
        }
    }
}
