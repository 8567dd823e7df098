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
using TrainingService.Compute.Training;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Tests.Support;

/// <summary>Whole training steps of a network: fused, planned and compiled against the unfused graph in float64.</summary>
internal sealed unsafe class StepParity(Dataset dataset)
{
    private const ulong Seed = 5;
    private readonly DataSchema schema = dataset.Description.Schema;

    /// <summary>The network of some layers, which must be right.</summary>
    public Network Network(params IReadOnlyList<LayerSpec> layers)
    {
        var errors = new List<SpecError>();
        var network = new NetworkCompiler(schema.Inputs, errors).Compile(layers);
        Assert.Empty(errors);
        return network!;
    }

    /// <summary>Fails unless every gradient is the reference's, with memory reuse and without, for every batch size planned for.</summary>
    public void Check(Network network, int[] batches, string name)
    {
        foreach (var batch in batches)
        {
            var gradients = Step(network, batches, batch, reuse: true);
            Assert.Equal(gradients, Step(network, batches, batch, reuse: false));
            Compare(network, batch, gradients, name);
        }
    }

    /// <summary>All gradients of one step, after one step of another batch size has used the same memory.</summary>
    private float[][] Step(Network network, int[] batches, int batch, bool reuse)
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
        using var data = new BoundData(schema, [null, null]);
        using var order = new RowOrder([], [], [.. Enumerable.Range(0, batches.Max())], 0);
        var state = new StepState { Seed = Seed, Step = 1 };
        var source = new BatchSource { Rows = order.Test.Pointer, Fields = data.Sources(dataset.Training) };
        using var program = new StepProgram(plan, memory, kernels, schema, &state, &source);
        using var packing = new CompiledStep(plan.Full.Graph, plan.Memory, null, memory, &state, &source);
        foreach (var packed in plan.Memory.Packings) kernels.CompilePacking(packed, packing);
        using var pool = new WorkPool(2);
        packing.Seal().Run(pool);
        program.For(batches.First(other => other != batch || batches.Distinct().Count() == 1)).Run(pool);
        program.For(batch).Run(pool);
        return [.. network.Parameters.Select(parameter => memory.Gradient(parameter).ToArray())];
    }

    private void Compare(Network network, int batch, float[][] actual, string name)
    {
        var step = Graph(network, batch, fuse: false);
        var bindings = new Dictionary<ValueId, double[]>
        {
            [step.Input] = [.. dataset.Training.Floats.Span[..(batch * schema.FeatureCount)].ToArray().Select(f => (double)f)],
            [step.Target] = [.. dataset.Training.Labels.Span[..batch].ToArray().Select(label => (double)label)],
        };
        if (step.Fields[0].Lengths is { } lengths)
        {
            var steps = dataset.Training.Fields[0].Lengths;
            bindings[lengths] = [.. Enumerable.Range(0, batch).Select(row => (double)steps[row])];
        }

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
                Assert.True(Math.Abs(ours[i] - expected[id][i]) <= 2e-4 * scale, $"{name}, batch {batch}, parameter {step.Graph[id].Parameter}[{i}]: {ours[i]}, not {expected[id][i]}");
        }
    }

    private StepGraph Graph(Network network, int rows, bool fuse) =>
        StepGraph.Build(network, schema, [new Objective(schema.Inputs.Count, training => new SoftmaxCrossEntropyOp(training))], rows, training: true, fuse);
}
