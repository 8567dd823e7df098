using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Cpu.Dropout;

internal unsafe struct DropoutArguments
{
    public RowGrid Grid;
    public RowOperand X;
    public RowOperand Y;
    public StepState* State;
    public uint Stream;
    public uint Threshold;
    public float Scale;
}

/// <summary>y = x · mask, the mask drawn a stretch of a row at a time.</summary>
internal static unsafe class DropoutKernel
{
    private const int Stretch = 256;

    public readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (DropoutArguments*)arguments;
        var mask = stackalloc float[Stretch];
        var draw = new DropoutDraw(args->State->Seed, args->State->Step, args->Stream, args->Threshold, args->Scale);
        var end = args->Grid.EndOf(chunk);
        for (var row = args->Grid.FirstOf(chunk); row < end; row++)
        {
            var x = args->X.Row(row, args->Grid.RowsPerImage);
            var y = args->Y.Row(row, args->Grid.RowsPerImage);
            var n = args->Grid.ElementsOf(row);
            var (first, drawn) = CounterOf(args->Grid, row);
            for (var start = 0; start < n; start += Stretch)
            {
                var count = Math.Min(Stretch, n - start);
                DropoutMask.Fill<TI>(mask, count, first + ((uint)start / 4), drawn, draw);
                Apply<TI, TV>(x + start, y + start, mask, count);
            }
        }
    }

    /// <summary>First counter and row number of a grid's row: pieces of one long row are all row 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (uint Counter, uint Row) CounterOf(in RowGrid grid, int row) =>
        grid.IsFlat ? ((uint)((long)row * grid.RowElements / 4), 0u) : (0u, (uint)row);

    // A choice and not a product: what is dropped is 0 even where x is infinite or NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Apply<TI, TV>(float* x, float* y, float* mask, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var i = 0;
        for (; i <= count - TI.Width; i += TI.Width)
        {
            var m = TI.Load(mask + i);
            TI.Store(y + i, TI.SelectGreater(m, TI.Zero, TI.Multiply(TI.Load(x + i), m), TI.Zero));
        }

        if (i < count)
        {
            var m = TI.LoadPartial(mask + i, count - i);
            TI.StorePartial(y + i, TI.SelectGreater(m, TI.Zero, TI.Multiply(TI.LoadPartial(x + i, count - i), m), TI.Zero), count - i);
        }
    }
}

/// <summary>What the words of a mask depend on besides their place.</summary>
internal readonly struct DropoutDraw(ulong seed, ulong step, uint stream, uint threshold, float scale)
{
    public readonly PhiloxKey Key = Philox.Key(seed, stream);
    public readonly uint StepLow = (uint)step;
    public readonly uint StepHigh = (uint)(step >> 32);
    public readonly uint Threshold = threshold;
    public readonly float Scale = scale;
}
