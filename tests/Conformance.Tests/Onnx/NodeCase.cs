using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Reference;
using TrainingService.Tests.Shared.Compute;

namespace TrainingService.Conformance.Tests.Onnx;

/// <summary>A node of ONNX said in our operations: a graph, what its inputs hold, and what must come out.</summary>
internal sealed class NodeCase : ICase
{
    private readonly Graph graph = new();
    private readonly Dictionary<ValueId, double[]> bindings = [];
    private readonly List<(ValueId Id, Func<double[], double[]> Map, double[] Expected, long Terms)> expectations = [];
    private int parameters;

    /// <summary>A value that holds a tensor.</summary>
    public ValueId Input(OnnxTensor tensor, ElementType element = ElementType.Float32) => Bind(tensor, ValueKind.Intermediate, element, -1);

    /// <summary>A parameter that holds a tensor: kernels may read packed copies of it.</summary>
    public ValueId Parameter(OnnxTensor tensor) => Bind(tensor, ValueKind.Parameter, ElementType.Float32, parameters++);

    /// <summary>Adds an operation with one output.</summary>
    public ValueId Add(Op op, int[] shape, params IReadOnlyList<ValueId> inputs) => Add(op, [(shape, ElementType.Float32)], inputs)[0];

    /// <summary>Adds an operation with several outputs.</summary>
    public ValueId[] Add(Op op, (int[] Shape, ElementType Element)[] outputs, IReadOnlyList<ValueId> inputs)
    {
        ValueId[] ids = [.. outputs.Select(output => graph.AddValue(new Shape(output.Shape), ValueKind.Intermediate, output.Element))];
        graph.AddNode(op, 0, inputs, ids);
        return ids;
    }

    /// <summary>States what a value must hold.</summary>
    /// <param name="id">The value.</param>
    /// <param name="expected">In our layout.</param>
    /// <param name="terms">Length of the longest sum behind an element.</param>
    /// <param name="map">What is done to the value before, such as a mean that ONNX has in the node.</param>
    public void Expect(ValueId id, OnnxTensor expected, long terms = 1, Func<double[], double[]>? map = null) =>
        expectations.Add((id, map ?? (data => data), expected.Data, terms));

    public void Check(string name)
    {
        Assert.NotEmpty(expectations);
        var values = ReferenceInterpreter.Run(graph, bindings);
        CheckOutputs(id => values[id], $"{name} by the reference");
        foreach (var set in InstructionSets.Supported) CheckKernels(set, $"{name} on {set}");
    }

    private unsafe void CheckKernels(InstructionSet set, string name)
    {
        var factory = new CpuKernelFactory(set);
        Halo HaloOf(ValueId id) => graph[id].Shape.Rank != 4 || graph[id].Kind == ValueKind.Parameter ? Halo.None : graph.Nodes
            .SelectMany(node => node.Inputs.Index().Where(input => input.Item == id).Select(input => factory.InputHalo(graph, node, input.Index)))
            .Aggregate(Halo.None, (union, halo) => union.Union(halo));
        using var context = new TestKernelContext(graph, HaloOf, scratchBytes: graph.Nodes.Max(node => factory.ScratchBytes(graph, node)));
        foreach (var (id, data) in bindings) context.Write(id, data);
        foreach (var id in graph.Nodes.SelectMany(node => node.Outputs)) context.Poison(id);
        foreach (var packing in graph.Nodes.SelectMany(node => factory.Packing(graph, node)).Distinct()) factory.CompilePacking(packing, context);
        foreach (var node in graph.Nodes) factory.Compile(graph, node, context);
        context.Run();
        context.AssertCanaries();
        CheckOutputs(context.Read, name);
    }

    private void CheckOutputs(Func<ValueId, double[]> read, string what)
    {
        foreach (var (id, map, expected, terms) in expectations) OnnxCloseness.Assert(expected, map(read(id)), terms, what);
    }

    private ValueId Bind(OnnxTensor tensor, ValueKind kind, ElementType element, int parameter)
    {
        var id = graph.AddValue(new Shape(tensor.Shape), kind, element, parameter);
        bindings[id] = tensor.Data;
        return id;
    }
}

/// <summary>Something of ONNX that our reference and our kernels must both do as ONNX does.</summary>
internal interface ICase
{
    /// <summary>Fails unless they do.</summary>
    void Check(string name);
}

internal static class OnnxCloseness
{
    /// <summary>ONNX's own tolerance for backends (1e-3 of the value, 1e-7) is wide; ours is PyTorch's for float32, grown by the root of the terms.</summary>
    public static void Assert(double[] expected, double[] actual, long terms, string what) => Ops.Closeness.AssertClose(expected, actual, terms, what);
}
