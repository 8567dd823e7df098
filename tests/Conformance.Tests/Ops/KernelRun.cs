using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Tests.Shared.Compute;

namespace TrainingService.Conformance.Tests.Ops;

/// <summary>Executes the kernels of one case.</summary>
internal static unsafe class KernelRun
{
    /// <summary>The outputs of a case.</summary>
    /// <param name="row">The case.</param>
    /// <param name="set">The instruction set.</param>
    /// <param name="data">The inputs.</param>
    /// <param name="threads">Threads that share the chunks; 0 for one that takes them backwards.</param>
    /// <param name="halo">Zeros around every image, besides those the kernel asks for.</param>
    /// <param name="inPlaceOf">The input whose memory the output uses; -1 for none.</param>
    public static double[][] Outputs(OpCase row, InstructionSet set, double[][] data, int threads = 1, Halo halo = default, int inPlaceOf = -1)
    {
        var graph = row.Graph();
        var node = graph.Nodes[0];
        var factory = new CpuKernelFactory(set);
        Halo HaloOf(ValueId id)
        {
            if (graph[id].Shape.Rank != 4 || graph[id].Kind == ValueKind.Parameter || IsWeightGradient(row, id))
                return Halo.None;
            var inputs = node.Inputs.Index().Where(input => input.Item == id);
            return inputs.Aggregate(halo, (union, input) => union.Union(factory.InputHalo(graph, node, input.Index)));
        }

        var aliases = inPlaceOf < 0 ? [] : new Dictionary<ValueId, ValueId> { [node.Outputs[0]] = node.Inputs[inPlaceOf] };
        using var context = new TestKernelContext(graph, HaloOf, aliases, factory.ScratchBytes(graph, node));
        foreach (var (id, numbers) in node.Inputs.Zip(data))
            context.Write(id, numbers);
        if (inPlaceOf < 0)
        {
            foreach (var id in node.Outputs)
                context.Poison(id);
        }

        double[][] before = [.. node.Inputs.Select(context.Read)];
        context.State->Seed = OpCase.Seed;
        context.State->Step = OpCase.Step;
        foreach (var packing in factory.Packing(graph, node))
            factory.CompilePacking(packing, context);
        factory.Compile(graph, node, context);
        context.Run(threads);
        context.AssertCanaries();
        if (inPlaceOf < 0)
        {
            foreach (var (id, numbers) in node.Inputs.Zip(before))
                Assert.True(Closeness.SameBits(numbers, context.Read(id)), $"{row.Name} changed its input {id.Index}.");
        }

        return [.. node.Outputs.Select(context.Read)];
    }

    // A kernel [kh, kw, c, f] has four dimensions but is no image.
    private static bool IsWeightGradient(OpCase row, ValueId id) =>
        row.Op is Compute.Ops.Conv2D.Conv2DWeightGradientOp && id.Index >= row.Inputs.Count;
}
