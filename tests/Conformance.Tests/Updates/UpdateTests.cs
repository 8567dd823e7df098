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

    private static readonly Dictionary<string, UpdateRule> Rules = new()
    {
        ["sgd"] = new SgdRule(0, false),
        ["momentum"] = new SgdRule(0.9f, false),
        ["nesterov"] = new SgdRule(0.9f, true),
        ["adam"] = new AdamRule(0.9f, 0.999f, 1e-7f),
    };

    /// <summary>With gaps between, as parameters have, and lengths that fill no vector.</summary>
    private static readonly ParameterSpan[] Spans = [new(0, 150, 0.01f), new(224, 6, 0), new(304, 1, 0.5f), new(384, 50_000, 1e-4f), new(50_448, 500, 0)];

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
        double[] w = Numbers(1), l2 = new double[Count];
        double[][] state = [new double[Count], new double[Count]];
        foreach (var span in Spans)
            Array.Fill(l2, span.L2, (int)span.Offset, (int)span.Count);
        using var context = new TestKernelContext(new Graph(), flatCount: Count);
        Write(context.Parameters, w);
        new CpuKernelFactory(set).CompileUpdate(rule, Spans, context);
        for (var step = 1; step <= 5; step++)
        {
            var g = Numbers((uint)step + 10);
            Write(context.Gradients, g);
            SetStep(context, rule, step);
            context.Run();
            var before = (double[])w.Clone();
            UpdateReference.Apply(rule, w, g, state, l2, 0.01f, step);
            for (var i = 0; i < Count; i++)
            {
                if (!Spans.Any(span => i >= span.Offset && i < span.Offset + span.Count))
                    (w[i], state[0][i], state[1][i]) = (before[i], 0, 0);
            }
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

    private static void SetStep(TestKernelContext context, UpdateRule rule, int step)
    {
        context.State->LearningRate = 0.01f;
        context.State->FirstMomentCorrection = rule is AdamRule first ? (float)(1 - Math.Pow(first.Beta1, step)) : 1;
        context.State->SecondMomentCorrection = rule is AdamRule second ? (float)(1 - Math.Pow(second.Beta2, step)) : 1;
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
