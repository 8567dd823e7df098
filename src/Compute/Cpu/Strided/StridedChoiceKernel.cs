using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Strided;

internal unsafe struct StridedChoiceArguments
{
    /// <summary>Over a, b, the result (Y) and dy (Z).</summary>
    public StridedLoop Loop;
    public float* A;
    public float* B;
    public float* Gradient;
    public float* Result;

    /// <summary>1 for the maximum, -1 for the minimum.</summary>
    public float Sign;

    /// <summary>Whether the result is for the first operand.</summary>
    public bool First;
}

/// <summary>dy where one operand of a maximum or minimum was chosen, else 0.</summary>
internal static unsafe class StridedChoiceKernel
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
        var args = (StridedChoiceArguments*)arguments;
        var n = args->Loop.Inner.Size;
        var sign = TI.Broadcast(args->Sign);
        var (repeatsA, repeatsB) = (args->Loop.Inner.A == 0, args->Loop.Inner.B == 0);
        for (var at = args->Loop.Start(chunk); at.Left > 0; args->Loop.Move(ref at))
        {
            var a = args->A + at.A;
            var b = args->B + at.B;
            var dy = args->Gradient + at.Z;
            var to = args->Result + at.Y;
            for (var i = 0; i < n; i += TI.Width)
            {
                var count = Math.Min(TI.Width, n - i);
                var p = TI.Multiply(sign, repeatsA ? TI.Broadcast(*a) : TI.LoadPartial(a + i, count));
                var q = TI.Multiply(sign, repeatsB ? TI.Broadcast(*b) : TI.LoadPartial(b + i, count));
                var gradient = TI.LoadPartial(dy + i, count);

                // Of equal values the first operand counts as chosen; b also where one is NaN.
                var first = TI.SelectGreater(p, q, gradient, TI.SelectEqual(p, q, gradient, TI.Zero));
                TI.StorePartial(to + i, args->First ? first : TI.SelectGreater(p, q, TI.Zero, TI.SelectEqual(p, q, TI.Zero, gradient)), count);
            }
        }
    }
}
