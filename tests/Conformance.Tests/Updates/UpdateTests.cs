using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Reference;
using TrainingService.Compute.Runtime;
using TrainingService.Conformance.Tests.Ops;
using TrainingService.Tests.Shared.Compute;

namespace TrainingService.Conformance.Tests.Updates;

public sealed unsafe class UpdateTests
{
    private const int Count = 60_000;
    private const double Scale = 0.75;

    private static readonly Dictionary<string, UpdateRule> Rules = new()
    {
        ["sgd"] = new SgdRule(0, false),
        ["momentum"] = new SgdRule(0.9f, false),
        ["nesterov"] = new SgdRule(0.9f, true),
        ["adam"] = new AdamRule(0.9f, 0.999f, 1e-7f),
        ["adam with an uncorrected epsilon"] = new AdamRule(0.9f, 0.999f, 1e-3f) { UncorrectedEpsilon = true },
        ["nadam"] = new NadamRule(0.9f, 0.999f, 1e-7f, 0.004f),
        ["adagrad"] = new AdaGradRule(1e-6f, 0.1f),
        ["rmsprop"] = new RmsPropRule(0.9f, 0, false, 1e-6f),
        ["rmsprop with momentum"] = new RmsPropRule(0.9f, 0.8f, false, 1e-6f),
        ["centered rmsprop"] = new RmsPropRule(0.9f, 0, true, 1e-3f),
        ["centered rmsprop with momentum"] = new RmsPropRule(0.9f, 0.8f, true, 1e-3f),
        ["clipped adam"] = new AdamRule(0.9f, 0.999f, 1e-7f) { ClipValue = 0.05f },
    };

    /// <summary>With gaps between, as parameters have, and lengths that fill no vector.</summary>
    private static readonly ParameterSpan[] Spans =
    [
        new(0, 150, 0.01f), new(224, 6, 0), new(304, 1, 0.5f), new(384, 30_000, 1e-4f, L1: 1e-3f), new(30_400, 19_990, 0, Threshold: 0.5f),
        new(50_448, 500, 0, Decay: 0.3f),
    ];

    public static TheoryData<string, InstructionSet> Rows
    {
        get
        {
            var rows = new TheoryData<string, InstructionSet>();
            foreach (var set in InstructionSets.Supported)
            {
                foreach (var rule in Rules.Keys)
                    rows.Add(rule, set);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Five_updates_equal_the_reference_and_touch_nothing_between_the_spans(string name, InstructionSet set)
    {
        var rule = Rules[name];
        double[] w = Numbers(1);
        double[][] state = [new double[Count], new double[Count], new double[Count]];
        Array.Fill(state[0], rule.InitialState);
        using var context = new TestKernelContext(new Graph(), flatCount: Count);
        Write(context.Parameters, w);
        Write(context.OptimizerState(0), state[0]);
        new CpuKernelFactory(set).CompileUpdate(rule, Spans, context);
        for (var step = 1; step <= 5; step++)
        {
            var g = Numbers((uint)step + 10);
            Write(context.Gradients, g);
            SetStep(context, rule, step);
            context.Run();
            UpdateReference.Apply(rule, w, g, state, Spans, 0.01f, Scale, step);
        }

        context.AssertCanaries();
        Closeness.AssertClose(w, Read(context.Parameters), 5, $"{name} on {set}");
        for (var slot = 0; slot < rule.StateBlocks; slot++)
            Closeness.AssertClose(state[slot], Read(context.OptimizerState(slot)), 5, $"state {slot} of {name} on {set}");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void An_update_gives_the_same_bits_on_any_number_of_threads(string name, InstructionSet set)
    {
        double[] Updated(int threads)
        {
            using var context = new TestKernelContext(new Graph(), flatCount: Count);
            Write(context.Parameters, Numbers(1));
            Write(context.Gradients, Numbers(2));
            SetStep(context, Rules[name], 1);
            new CpuKernelFactory(set).CompileUpdate(Rules[name], Spans, context);
            context.Run(threads);
            return Read(context.Parameters);
        }

        var alone = Updated(1);
        Assert.True(Closeness.SameBits(alone, Updated(0)));
        Assert.True(Closeness.SameBits(alone, Updated(2)));
        Assert.True(Closeness.SameBits(alone, Updated(5)));
    }

    [Fact]
    public void The_soft_threshold_makes_weights_exactly_zero_and_no_others_do()
    {
        foreach (var set in InstructionSets.Supported)
        {
            using var context = new TestKernelContext(new Graph(), flatCount: Count);
            Write(context.Parameters, Numbers(1));
            Write(context.Gradients, new double[Count]);
            SetStep(context, new SgdRule(0, false), 1);
            context.State->LearningRate = 0.1f;
            new CpuKernelFactory(set).CompileUpdate(new SgdRule(0, false), Spans, context);
            context.Run();
            var (before, after) = (Numbers(1), Read(context.Parameters));
            for (var i = 0; i < Count; i++)
            {
                var shrinks = i is >= 30_400 and < 50_390;
                Assert.Equal(shrinks && Math.Abs(before[i]) <= 0.1f * 0.5f, after[i] == 0 && before[i] != 0);
            }
        }
    }

    [Fact]
    public void Accumulated_gradients_are_the_weighted_sum_and_updates_read_them()
    {
        foreach (var set in InstructionSets.Supported)
        {
            using var context = new TestKernelContext(new Graph(), flatCount: Count) { Accumulates = true };
            var factory = new CpuKernelFactory(set);
            factory.CompileAccumulation(Spans, context);
            for (var batch = 0; batch < 3; batch++)
            {
                Write(context.Gradients, Numbers((uint)batch + 20));
                (context.State->AccumulationWeight, context.State->StartsAccumulation) = (batch + 1, batch == 0);
                context.Run(2);
            }

            context.AssertCanaries();
            double[][] parts = [Numbers(20), Numbers(21), Numbers(22)];
            var sums = Read(context.Accumulated);
            foreach (var span in Spans)
            {
                for (var i = span.Offset; i < span.Offset + span.Count; i++)
                    Assert.Equal(parts[0][i] + 2 * parts[1][i] + 3 * parts[2][i], sums[i], 1e-6);
            }

            using var update = new TestKernelContext(new Graph(), flatCount: Count) { Accumulates = true };
            Write(update.Accumulated, sums);
            Write(update.Gradients, [.. Enumerable.Repeat(double.NaN, Count)]);
            SetStep(update, new SgdRule(0, false), 1);
            factory.CompileUpdate(new SgdRule(0, false), Spans, update);
            update.Run();
            Assert.Equal(-0.01 * Scale * sums[0], Read(update.Parameters)[0], 1e-8);
        }
    }

    [Fact]
    public void The_squared_norm_has_the_same_bits_at_any_number_of_threads_and_holds_beyond_the_range_of_float_squares()
    {
        foreach (var set in InstructionSets.Supported)
        {
            double Squares(double[] gradients, int threads)
            {
                using var context = new TestKernelContext(new Graph(), flatCount: Count);
                Write(context.Gradients, gradients);
                var sums = new CpuKernelFactory(set).CompileSquaredNorm(Spans, context);
                context.Run(threads);
                return sums.Total;
            }

            var numbers = Numbers(9);
            var expected = Spans.Sum(span => numbers.Skip((int)span.Offset).Take((int)span.Count).Sum(g => g * g));
            Assert.Equal(expected, Squares(numbers, 1), 1e-5 * expected);
            Assert.All(new[] { 0, 2, 5 }, threads => Assert.Equal(Squares(numbers, 1), Squares(numbers, threads)));
            Assert.Equal(expected * 1e60, Squares([.. numbers.Select(g => g * 1e30)], 2), 1e-5 * expected * 1e60);
            numbers[300] = double.PositiveInfinity;
            Assert.Equal(expected, Squares(numbers, 1), 1e-5 * expected);
            numbers[304] = double.NaN;
            Assert.Equal(double.NaN, Squares(numbers, 1));
        }
    }

    private static void SetStep(TestKernelContext context, UpdateRule rule, int step)
    {
        context.State->LearningRate = 0.01f;
        context.State->GradientScale = (float)Scale;
        new MomentFactors(rule).Set(context.State, step);
    }

    private static double[] Numbers(uint stream)
    {
        var numbers = new float[Count];
        RandomFill.Normal(numbers, 0, 0.1, 5, stream);
        return [.. numbers];
    }

    private static void Write(float* destination, double[] numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
            destination[i] = (float)numbers[i];
    }

    private static double[] Read(float* source)
    {
        var numbers = new double[Count];
        for (var i = 0; i < Count; i++)
            numbers[i] = source[i];
        return numbers;
    }
}
