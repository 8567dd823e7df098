using TrainingService.Compute.Backends;
using TrainingService.Compute.Data;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Planning;

/// <summary>
/// Bytes of the kernels' arguments and tables, found by compiling for memory that is not there. Wide layers have tables of a few percent of their weights, so
/// that a statement of memory without them would be wrong.
/// </summary>
internal sealed unsafe class ArgumentSizes : IKernelContext
{
    // Any address will do: compiling calculates with addresses and reads from none.
    private static byte* Nowhere => (byte*)(1L << 40);

    private readonly Graph graph;
    private readonly MemoryPlan plan;
    private readonly bool accumulates;
    private readonly List<NativeBuffer> blocks = [];

    private ArgumentSizes(Graph graph, MemoryPlan plan, bool accumulates) => (this.graph, this.plan, this.accumulates) = (graph, plan, accumulates);

    /// <summary>What all steps of a plan will take.</summary>
    public static long Of(StepPlan step, DataSchema schema, IKernelFactory kernels) => step.Graphs.Values.Sum(graph =>
    {
        var sizes = new ArgumentSizes(graph.Graph, step.Memory, accumulates: false);
        foreach (var field in graph.Fields) kernels.CompileGather(schema.Fields[field.Field], field.Field, field.Value, field.Lengths, sizes);
        foreach (var node in graph.Graph.Nodes) kernels.Compile(graph.Graph, node, sizes);
        return sizes.Total();
    });

    /// <summary>What an update will take, and the packing before the first step.</summary>
    public static long Of(StepPlan step, UpdateRule rule, IReadOnlyList<ParameterSpan> spans, IReadOnlyList<PackedWeights> packings, bool accumulates, IKernelFactory kernels)
    {
        var sizes = new ArgumentSizes(step.Full.Graph, step.Memory, accumulates);
        if (accumulates) kernels.CompileAccumulation(spans, sizes);
        kernels.CompileSquaredNorm(spans, sizes);
        kernels.CompileUpdate(rule, spans, sizes);
        foreach (var packed in packings.Concat(packings)) kernels.CompilePacking(packed, sizes);
        return sizes.Total();
    }

    public byte* Scratch => Nowhere;

    public StepState* State => (StepState*)Nowhere;

    public BatchSource* Batch => (BatchSource*)Nowhere;

    public float* Parameters => (float*)Nowhere;

    public float* Gradients => (float*)Nowhere;

    public float* Accumulated => accumulates ? (float*)Nowhere : null;

    public void* Address(ValueId id) => Nowhere;

    public ImageLayout Layout(ValueId id) => ImageLayout.Of(graph[id].Shape, plan.Places[id.Index].Halo);

    public float* Parameter(int parameter) => (float*)Nowhere;

    public float* Packed(PackedWeights packing) => (float*)Nowhere;

    public float* OptimizerState(int slot) => (float*)Nowhere;

    public void* Allocate(long bytes)
    {
        blocks.Add(new NativeBuffer(bytes + ArenaPlanner.Slack));
        return blocks[^1].Pointer;
    }

    public void Emit(delegate*<void*, int, void> kernel, void* arguments, int chunks)
    {
        // Nothing will be run.
    }

    private long Total()
    {
        var total = blocks.Sum(buffer => buffer.Bytes);
        blocks.ForEach(buffer => buffer.Dispose());
        blocks.Clear();
        return total;
    }
}
