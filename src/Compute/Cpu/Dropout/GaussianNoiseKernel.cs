using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Cpu.Dropout;

/// <summary>y = x + noise, the noise drawn a stretch of a row at a time.</summary>
internal static unsafe class GaussianNoiseKernel
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
        var noise = stackalloc float[Stretch];
        var draw = new DropoutDraw(args->State->Seed, args->State->Step, args->Stream, 0, args->Scale);
        var end = args->Grid.EndOf(chunk);
        for (var row = args->Grid.FirstOf(chunk); row < end; row++)
        {
            var x = args->X.Row(row, args->Grid.RowsPerImage);
            var y = args->Y.Row(row, args->Grid.RowsPerImage);
            var n = args->Grid.ElementsOf(row);
            var (first, drawn) = DropoutKernel.CounterOf(args->Grid, row);
            for (var start = 0; start < n; start += Stretch)
            {
                var count = Math.Min(Stretch, n - start);
                Fill<TI, TV>(noise, count, first + ((uint)start / 4), drawn, draw);
                for (var i = 0; i < count; i += TI.Width)
                {
                    var lanes = Math.Min(TI.Width, count - i);
                    TI.StorePartial(y + start + i, TI.Add(TI.LoadPartial(x + start + i, lanes), TI.LoadPartial(noise + i, lanes)), lanes);
                }
            }
        }
    }

    /// <summary>Fills at least <paramref name="count"/> numbers, up to the next multiple of 4.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fill<TI, TV>(float* noise, int count, uint counter, uint row, in DropoutDraw draw)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var radii = stackalloc float[Stretch / 2];
        var turns = stackalloc float[Stretch / 2];
        var pairs = 0;
        for (var i = 0; i < count; i += 4, pairs += 2)
        {
            var block = Philox.Block(counter++, row, draw.StepLow, draw.StepHigh, draw.Key);
            (radii[pairs], turns[pairs]) = (Unit(block.Word0), Unit(block.Word1));
            (radii[pairs + 1], turns[pairs + 1]) = (Unit(block.Word2), Unit(block.Word3));
        }

        // Both arrays are long enough for whole vectors; what lies behind the last pair is not used.
        var scale = TI.Broadcast(draw.Scale);
        for (var i = 0; i < pairs; i += TI.Width)
        {
            var log = VecMath.Log<TI, TV>(TI.Load(radii + i));
            var radius = TI.Multiply(scale, TI.Sqrt(TI.Multiply(TI.Broadcast(-2f), log)));
            VecMath.SinCosTurns<TI, TV>(TI.Load(turns + i), out var sine, out var cosine);
            TI.Store(radii + i, TI.Multiply(radius, cosine));
            TI.Store(turns + i, TI.Multiply(radius, sine));
        }

        for (var i = 0; i < pairs; i += 2)
        {
            (noise[2 * i], noise[(2 * i) + 1]) = (radii[i], radii[i + 1]);
            (noise[(2 * i) + 2], noise[(2 * i) + 3]) = (turns[i], turns[i + 1]);
        }
    }

    /// <summary>A number between 0 and 1, neither of which it is: 23 bits and a half are exact in a float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Unit(uint word) => ((word >> 9) + 0.5f) * (1f / 8388608);
}
