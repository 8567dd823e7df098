using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Elementwise;

/// <summary>A function of two values and one parameter.</summary>
internal interface ICombine
{
    /// <summary>f(a, b).</summary>
    static abstract TV Apply<TI, TV>(TV a, TV b, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct;
}

internal struct CombineArguments
{
    public RowGrid Grid;
    public RowOperand A;
    public RowOperand B;
    public RowOperand Y;
    public float Parameter;
}

/// <summary>y = f(a, b); y may be either of them.</summary>
internal static unsafe class CombineKernel
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
        var args = (CombineArguments*)arguments;
        var parameter = TI.Broadcast(args->Parameter);
        var end = args->Grid.EndOf(chunk);
        for (var row = args->Grid.FirstOf(chunk); row < end; row++)
        {
            var a = args->A.Row(row, args->Grid.RowsPerImage);
            var b = args->B.Row(row, args->Grid.RowsPerImage);
            var y = args->Y.Row(row, args->Grid.RowsPerImage);
            var n = args->Grid.ElementsOf(row);
            var i = 0;
            for (; i <= n - 2 * TI.Width; i += 2 * TI.Width)
            {
                var first = TF.Apply<TI, TV>(TI.Load(a + i), TI.Load(b + i), parameter);
                var second = TF.Apply<TI, TV>(TI.Load(a + i + TI.Width), TI.Load(b + i + TI.Width), parameter);
                TI.Store(y + i, first);
                TI.Store(y + i + TI.Width, second);
            }

            for (; i < n; i += TI.Width)
            {
                var count = Math.Min(TI.Width, n - i);
                TI.StorePartial(y + i, TF.Apply<TI, TV>(TI.LoadPartial(a + i, count), TI.LoadPartial(b + i, count), parameter), count);
            }
        }
    }
}
