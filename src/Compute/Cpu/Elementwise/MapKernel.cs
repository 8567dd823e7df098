using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Elementwise;

/// <summary>A function of one value and one parameter.</summary>
internal interface IMap
{
    /// <summary>f(x).</summary>
    static abstract TV Apply<TI, TV>(TV x, TV parameter)
        where TI : struct, ISimd<TV>
        where TV : struct;
}

internal struct MapArguments
{
    public RowGrid Grid;
    public RowOperand X;
    public RowOperand Y;
    public float Parameter;
}

/// <summary>y = f(x), in place or not.</summary>
internal static unsafe class MapKernel
{
    public readonly struct Choice<TF> : IKernelChoice
        where TF : struct, IMap
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TF, TI, TV>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TF, TI, TV>(void* arguments, int chunk)
        where TF : struct, IMap
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (MapArguments*)arguments;
        var parameter = TI.Broadcast(args->Parameter);
        var end = args->Grid.EndOf(chunk);
        for (var row = args->Grid.FirstOf(chunk); row < end; row++)
        {
            var x = args->X.Row(row, args->Grid.RowsPerImage);
            var y = args->Y.Row(row, args->Grid.RowsPerImage);
            var n = args->Grid.ElementsOf(row);
            var i = 0;
            for (; i <= n - 2 * TI.Width; i += 2 * TI.Width)
            {
                var first = TF.Apply<TI, TV>(TI.Load(x + i), parameter);
                var second = TF.Apply<TI, TV>(TI.Load(x + i + TI.Width), parameter);
                TI.Store(y + i, first);
                TI.Store(y + i + TI.Width, second);
            }

            for (; i < n; i += TI.Width)
                TI.StorePartial(y + i, TF.Apply<TI, TV>(TI.LoadPartial(x + i, Math.Min(TI.Width, n - i)), parameter), Math.Min(TI.Width, n - i));
        }
    }
}
