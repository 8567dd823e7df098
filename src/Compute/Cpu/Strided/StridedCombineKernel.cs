using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Elementwise;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Strided;

internal unsafe struct StridedCombineArguments
{
    public StridedLoop Loop;
    public float* A;
    public float* B;
    public float* Y;
}

/// <summary>y = f(a, b) with either operand repeated along some dimensions.</summary>
internal static unsafe class StridedCombineKernel
{
    public readonly struct Choice<TF> : IKernelChoice
        where TF : struct, ICombine
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TF, TI, TV>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TF, TI, TV>(void* arguments, int chunk)
        where TF : struct, ICombine
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (StridedCombineArguments*)arguments;
        var n = args->Loop.Inner.Size;
        var (repeatsA, repeatsB) = (args->Loop.Inner.A == 0, args->Loop.Inner.B == 0);
        for (var at = args->Loop.Start(chunk); at.Left > 0; args->Loop.Move(ref at))
        {
            var a = args->A + at.A;
            var b = args->B + at.B;
            var y = args->Y + at.Y;
            for (var i = 0; i < n; i += TI.Width)
            {
                var count = Math.Min(TI.Width, n - i);
                var p = repeatsA ? TI.Broadcast(*a) : TI.LoadPartial(a + i, count);
                var q = repeatsB ? TI.Broadcast(*b) : TI.LoadPartial(b + i, count);
                TI.StorePartial(y + i, TF.Apply<TI, TV>(p, q, TI.Zero), count);
            }
        }
    }
}
