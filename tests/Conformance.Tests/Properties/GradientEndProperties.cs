using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Ops.Dense;
using TrainingService.Conformance.Tests.Ops;
using TrainingService.Tests.Shared.Compute;

namespace TrainingService.Conformance.Tests.Properties;

/// <summary>What kernels hand on when stretches of a gradient are complete: all of it, once, to the bit what they would have stored.</summary>
public sealed unsafe class GradientEndProperties
{
    /// <summary>Rows, inputs, outputs: by Strassen's method with rows kept aside, too long for that, and cut off; in chunks of whole rows, added up from parts, and after the gradient.</summary>
    private static readonly (int Rows, int Inputs, int Outputs)[] Sizes =
        [(256, 1024, 1000), (256, 500, 2304), (280, 1002, 1000), (64, 1024, 1001), (64, 1024, 1024), (2500, 1024, 1000), (600, 1024, 1024), (250, 512, 2304)];

    public static TheoryData<InstructionSet, int, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<InstructionSet, int, int, int>();
            foreach (var set in InstructionSets.Supported)
            {
                foreach (var (rows, inputs, outputs) in set == InstructionSet.Scalar ? Sizes[..1] : Sizes) cases.Add(set, rows, inputs, outputs);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_stretch_is_handed_on_once_and_holds_what_would_have_been_stored(InstructionSet set, int rows, int inputs, int outputs)
    {
        var row = new OpCase(
            "gradient", new DenseWeightGradientOp(HasBias: true), [new(new(rows, inputs)), new(new(rows, outputs))], [new(new(inputs, outputs)), new(new(outputs))]) { MixesRows = true };
        var data = row.Data();
        var stored = KernelRun.Outputs(row, set, data);
        foreach (var threads in new[] { 1, 3 })
        {
            var (handedOn, bias) = HandedOn(row, set, data, threads, isDue: true);
            Assert.True(Closeness.SameBits(stored[0], handedOn), "What was handed on differs from what is stored.");
            Assert.True(Closeness.SameBits(stored[1], bias));
        }
    }

    [Fact]
    public void Nothing_is_handed_on_in_a_step_that_is_only_looked_at_and_the_gradient_is_stored()
    {
        var row = new OpCase("gradient", new DenseWeightGradientOp(HasBias: true), [new(new(256, 1024)), new(new(256, 1000))], [new(new(1024, 1000)), new(new(1000))]) { MixesRows = true };
        var data = row.Data();
        Assert.True(Closeness.SameBits(KernelRun.Outputs(row, InstructionSets.Best, data)[0], HandedOn(row, InstructionSets.Best, data, 1, isDue: false).Gradient));
    }

    /// <summary>What a kernel hands on, or stores where it is not due.</summary>
    private static (double[] Gradient, double[] Bias) HandedOn(OpCase row, InstructionSet set, double[][] data, int threads, bool isDue)
    {
        var graph = row.Graph();
        var node = graph.Nodes[0];
        var factory = new CpuKernelFactory(set);
        using var context = new TestKernelContext(graph, scratchBytes: factory.ScratchBytes(graph, node));
        foreach (var (id, numbers) in node.Inputs.Zip(data)) context.Write(id, numbers);
        foreach (var id in node.Outputs) context.Poison(id);
        var count = (int)graph[node.Outputs[0]].Shape.Count;
        var (gradient, times) = (GC.AllocateArray<float>(count, pinned: true), GC.AllocateArray<int>(count, pinned: true));
        fixed (float* received = gradient)
        fixed (int* calls = times)
        {
            var receiver = new Receiver { Gradient = received, Times = calls };
            context.State->ChangesWeights = isDue;
            context.End = new GradientEnd { Kernel = &Receive, Arguments = &receiver, Step = context.State };
            factory.Compile(graph, node, context);
            context.Run(threads);
        }

        context.AssertCanaries();
        Assert.All(times, calls => Assert.Equal(isDue ? 1 : 0, calls));
        return (isDue ? [.. gradient.Select(value => (double)value)] : context.Read(node.Outputs[0]), context.Read(node.Outputs[1]));
    }

    private static void Receive(void* arguments, nint first, int count, float* gradient)
    {
        var receiver = (Receiver*)arguments;
        for (var i = 0; i < count; i++)
        {
            receiver->Gradient[first + i] = gradient[i];
            Interlocked.Increment(ref receiver->Times[first + i]);
        }
    }

    private struct Receiver
    {
        public float* Gradient;
        public int* Times;
    }
}
