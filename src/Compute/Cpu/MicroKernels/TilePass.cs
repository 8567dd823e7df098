using TrainingService.Compute.Cpu.Activations;
using TrainingService.Compute.Cpu.Elementwise;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Compute.Cpu.MicroKernels;

/// <summary>Applies an activation, or its derivative taken from a saved value, or an addition to a tile just written.</summary>
internal static unsafe class TilePass
{
    /// <summary>How a tile of a product ends that has either an activation or, if that is not linear, the derivative of one multiplied in.</summary>
    public static TileEnd End(InstructionSet set, ActivationFunction activation, ActivationFunction gradient)
    {
        if (gradient.Kind != ActivationKind.Linear)
            return new TileEnd(Gradient(set, gradient), float.NegativeInfinity, gradient.Slope, ReadsX: true);
        var isRelu = activation is { Kind: ActivationKind.LeakyRelu, Slope: 0 };
        return new TileEnd(Forward(set, activation), isRelu ? 0 : float.NegativeInfinity, activation.Slope, ReadsX: false);
    }

    /// <summary>How a tile of a product ends to which a matrix X is added.</summary>
    public static TileEnd Addition(InstructionSet set) =>
        new(KernelChoice.Of<Choice<TileCombine<AddKernels.Sum>>>(set), float.NegativeInfinity, Slope: 0, ReadsX: true);

    /// <summary>The pass that applies f itself; 0 where the micro-kernel's floor does it already (linear, ReLU).</summary>
    private static nint Forward(InstructionSet set, ActivationFunction function) =>
        function is { Kind: ActivationKind.Linear } or { Kind: ActivationKind.LeakyRelu, Slope: 0 } ? 0 : ActivationTable.Forward<Use>(set, function);

    /// <summary>The pass that multiplies by f'(x); 0 for linear.</summary>
    private static nint Gradient(InstructionSet set, ActivationFunction function) =>
        function.Kind == ActivationKind.Linear ? 0 : ActivationTable.Gradient<Use>(set, function);

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

    private readonly struct Use : IActivationUse
    {
        public static nint Forward<TF>(InstructionSet set)
            where TF : struct, IMap => KernelChoice.Of<Choice<TileMap<TF>>>(set);

        public static nint Gradient<TF>(InstructionSet set)
            where TF : struct, ICombine => KernelChoice.Of<Choice<TileCombine<TF>>>(set);
    }

    private readonly struct Choice<TFunction> : IKernelChoice
        where TFunction : struct, ITileFunction
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<float*, nint, float*, nint, int, int, float, void>)&Run<TI, TV, TFunction>;
    }
}
