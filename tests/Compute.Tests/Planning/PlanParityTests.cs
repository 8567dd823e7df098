using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu;
using TrainingService.Compute.Data;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Losses;
using TrainingService.Compute.Planning;
using TrainingService.Compute.Reference;
using TrainingService.Compute.Runtime;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Tests.Networks;
using TrainingService.Compute.Tests.Support;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Tests.Planning;

/// <summary>Whole training steps of made-up networks: fused, planned and compiled against the unfused graph in float64.</summary>
public sealed unsafe class PlanParityTests
{
    private const ulong Seed = 5;
    private static readonly Dataset Data = Make.Stripes(rows: 40, channels: 3);
    private static readonly DataSchema Schema = Data.Description.Schema;

    public static TheoryData<uint> Seeds => [.. Enumerable.Range(0, 60).Select(i => (uint)i)];

    public static TheoryData<string> Samples => [.. SampleNetworks.Names];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_compiled_step_computes_what_the_reference_does_for_every_batch_size_it_was_planned_for(uint seed)
    {
        var random = new RandomNetwork(seed);
        var network = Network(random);
        int[] batches = [2 + random.Below(20), 1 + random.Below(2)];
        foreach (var batch in batches)
        {
            var gradients = Step(network, batches, batch, reuse: true);
            Assert.Equal(gradients, Step(network, batches, batch, reuse: false));
            Compare(network, batch, gradients, seed);
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_compiled_step_of_each_sample_network_computes_what_the_reference_does(string name)
    {
        var errors = new List<SpecError>();
        var network = new NetworkCompiler(Schema.Inputs, errors).Compile([.. SampleNetworks.Layers(name).SkipLast(1), new DenseLayer { Units = Schema.TargetSize }])!;
        Assert.Empty(errors);
        int[] batches = [9, 5];
        foreach (var batch in batches)
        {
            var gradients = Step(network, batches, batch, reuse: true);
            Assert.Equal(gradients, Step(network, batches, batch, reuse: false));
            Compare(network, batch, gradients, 0);
        }
    }

    private static Network Network(RandomNetwork random)
    {
        var errors = new List<SpecError>();
        var network = new NetworkCompiler(Schema.Inputs, errors).Compile(random.Layers(Schema.TargetSize));
        Assert.Empty(errors);
        return network!;
    }

    /// <summary>All gradients of one step, after one step of another batch size has used the same memory.</summary>
    private static float[][] Step(Network network, int[] batches, int batch, bool reuse)
    {
        var kernels = new CpuKernelFactory();
        var plan = StepPlan.For(rows => Graph(network, rows, fuse: true), batches, kernels);
        if (!reuse)
        {
            var apart = MemoryPlan.For(plan.Full.Graph, kernels, reuse: false);
            plan = plan with { Memory = plan.Memory with { Places = apart.Places, OwnBytes = apart.OwnBytes, ArenaBytes = apart.ArenaBytes } };
        }

        using var memory = new ModelMemory(new ParameterLayout(network.Parameters), 0, plan.Memory.Packings, plan.Memory.ArenaBytes, plan.Memory.ScratchBytes);
        foreach (var parameter in network.Parameters) Initialization.Fill(memory.Parameter(parameter), parameter, Seed);
        using var data = new BoundData(Schema, [null, null]);
        using var order = new RowOrder([], [], [.. Enumerable.Range(0, batches.Max())], 0);
        var state = new StepState { Seed = Seed, Step = 1 };
        var source = new BatchSource { Rows = order.Test.Pointer, Fields = data.Sources(Data.Training) };
        using var program = new StepProgram(plan, memory, kernels, Schema, &state, &source);
        using var packing = new CompiledStep(plan.Full.Graph, plan.Memory, null, memory, &state, &source);
        foreach (var packed in plan.Memory.Packings) kernels.CompilePacking(packed, packing);
        using var pool = new WorkPool(2);
        packing.Seal().Run(pool);
        program.For(batches.First(other => other != batch || batches.Distinct().Count() == 1)).Run(pool);
        program.For(batch).Run(pool);
        return [.. network.Parameters.Select(parameter => memory.Gradient(parameter).ToArray())];
    }

    private static void Compare(Network network, int batch, float[][] actual, uint seed)
    {
        var step = Graph(network, batch, fuse: false);
        var bindings = new Dictionary<ValueId, double[]>
        {
            [step.Input] = [.. Data.Training.Floats.Span[..(batch * Schema.FeatureCount)].ToArray().Select(f => (double)f)],
            [step.Target] = [.. Data.Training.Labels.Span[..batch].ToArray().Select(label => (double)label)],
        };
        foreach (var parameter in network.Parameters)
        {
            var floats = new float[parameter.Count];
            Initialization.Fill(floats, parameter, Seed);
            bindings[step.Graph.Values.First(v => v.Kind is ValueKind.Parameter or ValueKind.State && v.Parameter == parameter.Number).Id] = [.. floats.Select(f => (double)f)];
        }

        var expected = ReferenceInterpreter.Run(step.Graph, bindings, Seed, step: 1);
        foreach (var id in step.Graph.Nodes.SelectMany(n => n.Outputs).Where(id => step.Graph[id].Kind == ValueKind.ParameterGradient))
        {
            var ours = actual[step.Graph[id].Parameter];
            var scale = expected[id].Max(Math.Abs) + 1e-4;
            for (var i = 0; i < ours.Length; i++)
                Assert.True(Math.Abs(ours[i] - expected[id][i]) <= 2e-4 * scale, $"network {seed}, batch {batch}, parameter {step.Graph[id].Parameter}[{i}]: {ours[i]}, not {expected[id][i]}");
        }
    }

    private static StepGraph Graph(Network network, int rows, bool fuse) =>
        StepGraph.Build(network, Schema, [new Objective(1, training => new SoftmaxCrossEntropyOp(training))], rows, training: true, fuse);
}
