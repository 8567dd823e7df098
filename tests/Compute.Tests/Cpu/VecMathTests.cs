using System.Runtime.InteropServices;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Reference;

namespace TrainingService.Compute.Tests.Cpu;

public sealed unsafe class VecMathTests
{
    public static TheoryData<InstructionSet> Sets() => [.. InstructionSets.Supported];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Exp_is_right_over_the_whole_range(InstructionSet set)
    {
        AssertRelative(set, KernelChoice.Of<ExpChoice>(set), Math.Exp, Range(-87.3, 88.7));
        Assert.Equal([0, float.PositiveInfinity, float.NaN, 0, float.PositiveInfinity, 1], Apply(
            set, KernelChoice.Of<ExpChoice>(set), [-1000, 1000, float.NaN, float.NegativeInfinity, float.PositiveInfinity, 0]));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_largest_lane_is_found_wherever_it_is(InstructionSet set)
    {
        var width = PanelLayout.WidthOf(set);
        for (var place = 0; place < width; place++)
        {
            var values = Enumerable.Range(0, width).Select(i => i == place ? -0.5f : -i - 1).ToArray();
            Assert.Equal(Enumerable.Repeat(-0.5f, width), Apply(set, KernelChoice.Of<LargestChoice>(set), values));
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Sigmoid_is_right_over_the_whole_range(InstructionSet set)
    {
        AssertRelative(set, KernelChoice.Of<SigmoidChoice>(set), x => 1 / (1 + Math.Exp(-x)), Range(-86, 90));
        Assert.Equal([0, 1, float.NaN, 0.5f], Apply(
            set, KernelChoice.Of<SigmoidChoice>(set), [float.NegativeInfinity, float.PositiveInfinity, float.NaN, 0]));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Tanh_is_right_over_the_whole_range(InstructionSet set)
    {
        AssertRelative(set, KernelChoice.Of<TanhChoice>(set), Math.Tanh, [.. Range(-12, 12), .. Range(-1, 1), 1e-30f, -1e-10f]);
        Assert.Equal([-1, 1, float.NaN, 0, 1], Apply(
            set, KernelChoice.Of<TanhChoice>(set), [float.NegativeInfinity, float.PositiveInfinity, float.NaN, 0, 100]));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Log_is_right_over_the_whole_range(InstructionSet set)
    {
        var exponents = Enumerable.Range(-149, 277).Select(n => MathF.ScaleB(1.37f, n)).Where(x => x > 0);
        AssertRelative(set, KernelChoice.Of<LogChoice>(set), Math.Log, [.. Range(1e-3, 10), .. Range(0.99, 1.01), .. exponents, float.MaxValue, float.Epsilon]);
        Assert.Equal([float.NegativeInfinity, float.NaN, float.NaN, float.PositiveInfinity, 0], Apply(
            set, KernelChoice.Of<LogChoice>(set), [0, -1, float.NaN, float.PositiveInfinity, 1]));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void ExpM1_is_right_up_to_88_and_near_0(InstructionSet set)
    {
        static double Exact(double x) => Math.Abs(x) < 1e-4 ? x * (1 + x / 2 * (1 + x / 3)) : Math.Exp(x) - 1;
        var near = Enumerable.Range(1, 40).SelectMany(n => new[] { MathF.ScaleB(1.3f, -n), -MathF.ScaleB(1.3f, -n) });
        AssertRelative(set, KernelChoice.Of<ExpM1Choice>(set), Exact, [.. Range(-110, 87.9), .. Range(-2, 2), .. near]);
        Assert.Equal([-1, float.NaN, 0, -1], Apply(set, KernelChoice.Of<ExpM1Choice>(set), [float.NegativeInfinity, float.NaN, 0, -1e30f]));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Log1P_is_right_over_the_whole_range(InstructionSet set)
    {
        static double Exact(double x) => x < 1e-4 ? x * (1 - x / 2 * (1 - x * 2 / 3)) : Math.Log(1 + x);
        var exponents = Enumerable.Range(-149, 277).Select(n => MathF.ScaleB(1.37f, n)).Where(x => x > 0);
        AssertRelative(set, KernelChoice.Of<Log1PChoice>(set), Exact, [.. Range(0, 1), .. Range(0, 1e-4), .. exponents]);
        Assert.Equal([0, float.PositiveInfinity, float.NaN], Apply(set, KernelChoice.Of<Log1PChoice>(set), [0, float.PositiveInfinity, float.NaN]));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Erf_is_right_over_the_whole_range(InstructionSet set)
    {
        Assert.Equal(0.8427007929497149, SpecialFunctions.Erf(1), 1e-15);
        Assert.Equal(0.9999779095030014, SpecialFunctions.Erf(3), 1e-15);
        AssertRelative(set, KernelChoice.Of<ErfChoice>(set), SpecialFunctions.Erf, [.. Range(-6, 6), .. Range(-0.01, 0.01), 1e-30f, -1e-10f]);
        Assert.Equal([-1, 1, float.NaN, 0, 1], Apply(
            set, KernelChoice.Of<ErfChoice>(set), [float.NegativeInfinity, float.PositiveInfinity, float.NaN, 0, 1e30f]));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Sine_and_cosine_of_turns_are_right_over_a_turn(InstructionSet set)
    {
        var turns = Range(0, 1);
        var (sine, cosine) = (Apply(set, KernelChoice.Of<SineChoice>(set), turns), Apply(set, KernelChoice.Of<CosineChoice>(set), turns));
        for (var i = 0; i < turns.Length; i++)
        {
            Assert.Equal(Math.Sin(2 * Math.PI * turns[i]), sine[i], 4e-7);
            Assert.Equal(Math.Cos(2 * Math.PI * turns[i]), cosine[i], 4e-7);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_angle_of_a_quotient_is_right_over_the_whole_range(InstructionSet set)
    {
        var exponents = Enumerable.Range(-100, 200).SelectMany(n => new[] { MathF.ScaleB(1.37f, n), -MathF.ScaleB(1.37f, n) });
        AssertRelative(set, KernelChoice.Of<AtanChoice>(set), x => Math.Atan((double)x / 0.7f), [.. Range(-3, 3), .. Range(0.28, 0.3), .. Range(1.68, 1.7), .. Range(-200, 200), .. exponents]);
        Assert.Equal([0, float.NaN, 1.57079633f, -1.57079633f], Apply(
            set, KernelChoice.Of<AtanChoice>(set), [0, float.NaN, float.PositiveInfinity, float.NegativeInfinity]));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Groups_of_four_floats_are_told_apart_in_order_and_put_together_again(InstructionSet set)
    {
        // Each group (a, b, c, d) comes back as (a, 2 b, 3 c, lane + 100 d): the lane is known by what lies in lane order.
        var width = PanelLayout.WidthOf(set);
        float[] numbers = [.. Enumerable.Range(0, 4 * width).Select(i => (float)i)];
        float[] expected = [.. Enumerable.Range(0, width).SelectMany(i => new float[] { 4 * i, 2 * ((4 * i) + 1), 3 * ((4 * i) + 2), i + (100 * ((4 * i) + 3)) })];
        Assert.Equal(expected, Apply(set, KernelChoice.Of<FoursChoice>(set), numbers));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Partial_loads_and_stores_touch_just_their_floats(InstructionSet set)
    {
        // Moved through with counts 0, 1, 2, …: a longer store would overwrite what is checked.
        var moved = Apply(set, KernelChoice.Of<PartialChoice>(set), [.. Enumerable.Range(1, 64).Select(i => (float)i)]);
        Assert.Equal(Enumerable.Range(1, 64).Select(i => (float)i), moved);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Max_gives_its_second_operand_where_one_is_NaN(InstructionSet set) =>
        Assert.Equal([0, 0, float.NaN, 5], Apply(set, KernelChoice.Of<ReluChoice>(set), [-3, float.NegativeInfinity, float.NaN, 5]));

    [Fact]
    public void The_best_set_is_the_last_supported_one_and_scalar_is_always_there()
    {
        Assert.Equal(InstructionSets.Best, InstructionSets.Supported[^1]);
        Assert.Equal(InstructionSet.Scalar, InstructionSets.Supported[0]);
    }

    private static float[] Range(double from, double to) =>
        [.. Enumerable.Range(0, 20_001).Select(i => (float)(from + ((to - from) * i / 20_000)))];

    private static void AssertRelative(InstructionSet set, nint function, Func<double, double> exact, float[] arguments)
    {
        var results = Apply(set, function, arguments);
        var worst = arguments.Zip(results).MaxBy(pair => Error(pair));
        Assert.True(Error(worst) <= 2e-7, $"f({worst.First:R}) = {worst.Second:R}, exact {exact(worst.First):R}: relative error {Error(worst):E2}.");

        double Error((float X, float Y) pair) => exact(pair.X) == 0
            ? Math.Abs(pair.Y)
            : double.IsNaN(pair.Y) ? double.PositiveInfinity : Math.Abs((pair.Y - exact(pair.X)) / exact(pair.X));
    }

    private static float[] Apply(InstructionSet set, nint function, float[] arguments)
    {
        Assert.True(InstructionSets.IsSupported(set));
        var count = arguments.Length;
        var memory = (float*)NativeMemory.AllocZeroed((nuint)(2 * (count + 16)), sizeof(float));
        try
        {
            arguments.CopyTo(new Span<float>(memory, count));
            ((delegate*<float*, float*, int, void>)function)(memory, memory + count + 16, count);
            return new Span<float>(memory + count + 16, count).ToArray();
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    private interface IFunction
    {
        static abstract TV Of<TI, TV>(TV x)
            where TI : struct, ISimd<TV>
            where TV : struct;
    }

    private struct ExpChoice : IFunction, IKernelChoice
    {
        public static TV Of<TI, TV>(TV x)
            where TI : struct, ISimd<TV>
            where TV : struct => VecMath.Exp<TI, TV>(x);

        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<float*, float*, int, void>)&Map<TI, TV, ExpChoice>;
    }

    private struct LargestChoice : IFunction, IKernelChoice
    {
        public static TV Of<TI, TV>(TV x)
            where TI : struct, ISimd<TV>
            where TV : struct => TI.Broadcast(TI.Largest(x));

        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<float*, float*, int, void>)&Map<TI, TV, LargestChoice>;
    }

    private struct SigmoidChoice : IFunction, IKernelChoice
    {
        public static TV Of<TI, TV>(TV x)
            where TI : struct, ISimd<TV>
            where TV : struct => VecMath.Sigmoid<TI, TV>(x);

        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<float*, float*, int, void>)&Map<TI, TV, SigmoidChoice>;
    }

    private struct TanhChoice : IFunction, IKernelChoice
    {
        public static TV Of<TI, TV>(TV x)
            where TI : struct, ISimd<TV>
            where TV : struct => VecMath.Tanh<TI, TV>(x);

        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<float*, float*, int, void>)&Map<TI, TV, TanhChoice>;
    }

    private struct LogChoice : IFunction, IKernelChoice
    {
        public static TV Of<TI, TV>(TV x)
            where TI : struct, ISimd<TV>
            where TV : struct => VecMath.Log<TI, TV>(x);

        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<float*, float*, int, void>)&Map<TI, TV, LogChoice>;
    }

    private struct ExpM1Choice : IFunction, IKernelChoice
    {
        public static TV Of<TI, TV>(TV x)
            where TI : struct, ISimd<TV>
            where TV : struct => VecMath.ExpM1<TI, TV>(x);

        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<float*, float*, int, void>)&Map<TI, TV, ExpM1Choice>;
    }

    private struct Log1PChoice : IFunction, IKernelChoice
    {
        public static TV Of<TI, TV>(TV x)
            where TI : struct, ISimd<TV>
            where TV : struct => VecMath.Log1P<TI, TV>(x);

        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<float*, float*, int, void>)&Map<TI, TV, Log1PChoice>;
    }

    private struct ErfChoice : IFunction, IKernelChoice
    {
        public static TV Of<TI, TV>(TV x)
            where TI : struct, ISimd<TV>
            where TV : struct => VecMath.Erf<TI, TV>(x);

        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<float*, float*, int, void>)&Map<TI, TV, ErfChoice>;
    }

    private struct SineChoice : IFunction, IKernelChoice
    {
        public static TV Of<TI, TV>(TV x)
            where TI : struct, ISimd<TV>
            where TV : struct
        {
            VecMath.SinCosTurns<TI, TV>(x, out var sine, out var cosine);
            return TI.MultiplyAdd(cosine, TI.Zero, sine);
        }

        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<float*, float*, int, void>)&Map<TI, TV, SineChoice>;
    }

    private struct CosineChoice : IFunction, IKernelChoice
    {
        public static TV Of<TI, TV>(TV x)
            where TI : struct, ISimd<TV>
            where TV : struct
        {
            VecMath.SinCosTurns<TI, TV>(x, out var sine, out var cosine);
            return TI.MultiplyAdd(sine, TI.Zero, cosine);
        }

        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<float*, float*, int, void>)&Map<TI, TV, CosineChoice>;
    }

    private struct AtanChoice : IFunction, IKernelChoice
    {
        public static TV Of<TI, TV>(TV x)
            where TI : struct, ISimd<TV>
            where TV : struct => VecMath.AtanOfQuotient<TI, TV>(x, TI.Broadcast(0.7f));

        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<float*, float*, int, void>)&Map<TI, TV, AtanChoice>;
    }

    private struct FoursChoice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<float*, float*, int, void>)&Fours<TI, TV>;
    }

    private struct ReluChoice : IFunction, IKernelChoice
    {
        public static TV Of<TI, TV>(TV x)
            where TI : struct, ISimd<TV>
            where TV : struct => TI.Max(TI.Zero, x);

        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<float*, float*, int, void>)&Map<TI, TV, ReluChoice>;
    }

    private struct PartialChoice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<float*, float*, int, void>)&Move<TI, TV>;
    }

    private static void Map<TI, TV, TFunction>(float* from, float* to, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
        where TFunction : struct, IFunction
    {
        for (var i = 0; i < count; i += TI.Width)
            TI.StorePartial(to + i, TFunction.Of<TI, TV>(TI.LoadPartial(from + i, Math.Min(count - i, TI.Width))), Math.Min(count - i, TI.Width));
    }

    private static void Fours<TI, TV>(float* from, float* to, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        TI.LoadFours(from, out var a, out var b, out var c, out var d);
        for (var i = 0; i < TI.Width; i++)
            to[i] = i;
        TI.StoreFours(to, a, TI.Add(b, b), TI.Multiply(TI.Broadcast(3f), c), TI.MultiplyAdd(TI.Broadcast(100f), d, TI.Load(to)));
    }

    private static void Move<TI, TV>(float* from, float* to, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        // From the end, in pieces of 1, 2, … up to the width: each store would damage the piece behind it if it wrote more than it may.
        var end = count;
        for (var piece = 0; end > 0; piece = piece == TI.Width ? 0 : piece + 1)
        {
            var length = Math.Min(piece, end);
            end -= length;
            TI.StorePartial(to + end, TI.LoadPartial(from + end, length), length);
        }
    }
}
