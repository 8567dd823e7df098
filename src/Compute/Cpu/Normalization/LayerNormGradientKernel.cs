using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Normalization;

/// <summary>dx of each cell, and the chunk's share of the parameters' gradients; a chunk is a number of cells.</summary>
internal static unsafe class LayerNormGradientKernel
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
        var args = (LayerNormArguments*)arguments;
        var n = args->Grid.Channels;
        var scaleSums = args->Partials + (2L * chunk * args->Stride);
        if (args->Partials != null)
            new Span<float>(scaleSums, 2 * args->Stride).Clear();
        var end = args->Grid.EndOf(chunk);
        for (var cell = args->Grid.FirstOf(chunk); cell < end; cell++)
        {
            var x = args->Grid.Cell(args->X, cell, n);
            var dy = args->Grid.Cell(args->Y, cell, n);
            var (center, inverse) = (TI.Broadcast(args->Mean[cell]), TI.Broadcast(args->Inverse[cell]));
            TV sums = TI.Zero, products = TI.Zero;
            for (var i = 0; i < n; i += TI.Width)
            {
                var count = Math.Min(TI.Width, n - i);
                var gradient = TI.LoadPartial(dy + i, count);
                var hat = TI.Multiply(TI.Subtract(TI.LoadPartial(x + i, count), center), inverse);
                var own = args->Scale == null ? gradient : TI.Multiply(gradient, TI.LoadPartial(args->Scale + i, count));
                sums = TI.Add(sums, own);
                products = TI.MultiplyAdd(own, hat, products);
                if (args->Partials == null)
                    continue;
                TI.Store(scaleSums + i, TI.MultiplyAdd(gradient, hat, TI.Load(scaleSums + i)));
                TI.Store(scaleSums + args->Stride + i, TI.Add(gradient, TI.Load(scaleSums + args->Stride + i)));
            }

            if (args->Dx.Start == null)
                continue;
            var mean = TI.Broadcast(args->Centered ? TI.Sum(sums) / n : 0);
            var slope = TI.Broadcast(TI.Sum(products) / n);
            var dx = args->Grid.Cell(args->Dx, cell, n);
            for (var i = 0; i < n; i += TI.Width)
            {
                var count = Math.Min(TI.Width, n - i);
                var own = TI.LoadPartial(dy + i, count);
                if (args->Scale != null)
                    own = TI.Multiply(own, TI.LoadPartial(args->Scale + i, count));
                var hat = TI.Multiply(TI.Subtract(TI.LoadPartial(x + i, count), center), inverse);
                var result = TI.Subtract(TI.Subtract(own, mean), TI.Multiply(hat, slope));
                TI.StorePartial(dx + i, TI.Multiply(result, inverse), count);
            }
        }
    }
}
