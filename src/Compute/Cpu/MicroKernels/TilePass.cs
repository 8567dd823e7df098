using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Compute.Cpu.MicroKernels;

/// <summary>Applies an activation, or its derivative taken from a saved output, to a tile just written.</summary>
internal static unsafe class TilePass
{
    /// <summary>The pass that applies f itself; 0 where the micro-kernel's floor does it already (linear, ReLU).</summary>
    public static nint Forward(InstructionSet set, ActivationFunction function) => function.Kind switch
    {
        ActivationKind.Linear => 0,
        ActivationKind.LeakyRelu when function.Slope == 0 => 0,
        ActivationKind.LeakyRelu => KernelChoice.Of<Choice<LeakyReluFunction>>(set),
        ActivationKind.Sigmoid => KernelChoice.Of<Choice<SigmoidFunction>>(set),
        ActivationKind.Tanh => KernelChoice.Of<Choice<TanhFunction>>(set),
        _ => throw new NotSupportedException($"No kernel for {function.Kind}."),
    };

    /// <summary>The pass that multiplies by f'(x); 0 for linear.</summary>
    public static nint Gradient(InstructionSet set, ActivationFunction function) => function.Kind switch
    {
        ActivationKind.Linear => 0,
        ActivationKind.LeakyRelu => KernelChoice.Of<Choice<LeakyReluGradient>>(set),
        ActivationKind.Sigmoid => KernelChoice.Of<Choice<SigmoidGradient>>(set),
        ActivationKind.Tanh => KernelChoice.Of<Choice<TanhGradient>>(set),
        _ => throw new NotSupportedException($"No kernel for {function.Kind}."),
    };

    /// <summary>c = F(c, x) for a tile; x is not read where F needs none, but must be readable.</summary>
    public static void Run<TI, TV, TFunction>(float* c, nint ldc, float* x, nint ldx, int rows, int columns, float slope)
        where TI : struct, ISimd<TV>
        where TV : struct
        where TFunction : struct, ITileFunction
    {
        var factor = TI.Broadcast(slope);
        for (var row = 0; row < rows; row++)
        {
            var column = 0;
            for (; column <= columns - TI.Width; column += TI.Width)
                TI.Store(c + column, TFunction.Apply<TI, TV>(TI.Load(c + column), TI.Load(x + column), factor));
            if (column < columns)
            {
                var left = columns - column;
                TI.StorePartial(c + column, TFunction.Apply<TI, TV>(TI.LoadPartial(c + column, left), TI.LoadPartial(x + column, left), factor), left);
            }

            c += ldc;
            x += ldx;
        }
    }

    private readonly struct Choice<TFunction> : IKernelChoice
        where TFunction : struct, ITileFunction
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<float*, nint, float*, nint, int, int, float, void>)&Run<TI, TV, TFunction>;
    }
}
