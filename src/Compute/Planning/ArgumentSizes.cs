using TrainingService.Compute.Backends;
using TrainingService.Compute.Data;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Runtime;
using TrainingService.Compute.Specs;

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

    /// <inheritdoc/>
    public GradientEnd End { get; private set; }

    /// <summary>What all steps of a plan will take.</summary>
    /// <param name="step">The plan.</param>
    /// <param name="schema">The data.</param>
    /// <param name="kernels">What executes it.</param>
    /// <param name="ends">What becomes of a node's gradient, if anything.</param>
    public static long Of(StepPlan step, DataSchema schema, IKernelFactory kernels, Func<int, IKernelContext, GradientEnd>? ends = null) => step.Graphs.Values.Sum(graph =>
    {
        var sizes = new ArgumentSizes(graph.Graph, step.Memory, accumulates: false);
        foreach (var field in graph.Fields) kernels.CompileGather(schema.Fields[field.Field], field.Field, field.Value, field.Lengths, sizes);
        foreach (var (place, node) in graph.Graph.Nodes.Index())
        {
            sizes.End = ends?.Invoke(place, sizes) ?? default;
            kernels.Compile(graph.Graph, node, sizes);
        }

        return sizes.Total();
    });

    /// <summary>What a run's update will take, and the packing before the first step.</summary>
    public static long Of(RunPlan plan)
    {
        var sizes = new ArgumentSizes(plan.Training.Full.Graph, plan.Training.Memory, plan.Accumulates);
        if (plan.Accumulates) plan.Kernels.CompileAccumulation(plan.Spans, sizes);
        plan.Kernels.CompileSquaredNorm(plan.Spans, sizes);
        plan.Kernels.CompileUpdate(plan.Rule, plan.LateSpans, sizes);
        foreach (var packed in plan.Packings.Concat(plan.Packings)) plan.Kernels.CompilePacking(packed, sizes);
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
