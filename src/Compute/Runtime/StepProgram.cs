using TrainingService.Compute.Backends;
using TrainingService.Compute.Data;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Losses;
using TrainingService.Compute.Planning;

namespace TrainingService.Compute.Runtime;

/// <summary>A planned step with its memory, compiled for the batch sizes that occur: the full one, and the last one of a pass.</summary>
internal sealed unsafe class StepProgram : IDisposable
{
    private readonly StepPlan plan;
    private readonly NativeBuffer own;
    private readonly Dictionary<int, CompiledStep> steps = [];
    private readonly Func<StepGraph, MemoryPlan, IntPtr, CompiledStep> compile;

    /// <summary>Allocates the plan's own memory and compiles nothing yet.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="memory">The run's memory.</param>
    /// <param name="kernels">What executes it.</param>
    /// <param name="schema">The data.</param>
    /// <param name="state">Set by the host before each step.</param>
    /// <param name="batch">Set by the host before each batch.</param>
    /// <param name="ends">What becomes of a node's gradient, if anything, by its place in the graph.</param>
    public StepProgram(
        StepPlan plan, ModelMemory memory, IKernelFactory kernels, DataSchema schema, StepState* state, BatchSource* batch, Func<int, IKernelContext, GradientEnd>? ends = null)
    {
        this.plan = plan;
        own = new NativeBuffer(plan.Memory.OwnBytes);
        var (stateAddress, batchAddress) = ((IntPtr)state, (IntPtr)batch);
        compile = (graph, memoryPlan, ownAddress) =>
        {
            var step = new CompiledStep(
                graph.Graph, memoryPlan, (byte*)ownAddress, memory, (StepState*)stateAddress, (BatchSource*)batchAddress);
            step.Label = "gather";
            foreach (var field in graph.Fields) kernels.CompileGather(schema.Fields[field.Field], field.Field, field.Value, field.Lengths, step);
            var lastLoss = graph.Graph.Nodes.Index().LastOrDefault(pair => pair.Item.Op is LossOp, (-1, null!)).Index;
            foreach (var (index, node) in graph.Graph.Nodes.Index())
            {
                step.Node = index;
                step.Label = $"{node.Layer,3} {node.Op.GetType().Name}";
                step.End = ends?.Invoke(index, step) ?? default;
                kernels.Compile(graph.Graph, node, step);
                if (index == lastLoss) step.EndForward();
            }

            return step.Seal();
        };
    }

    /// <summary>Bytes of the plan's own memory.</summary>
    public long Bytes => own.Bytes;

    /// <summary>Bytes of arguments and tables for all batch sizes; compiles those that have not occurred yet.</summary>
    public long ArgumentBytes => plan.Graphs.Keys.Sum(rows => For(rows).ArgumentBytes);

    /// <summary>What the last batch gave for one objective.</summary>
    /// <param name="output">Which objective.</param>
    /// <param name="rows">Rows of data in the batch.</param>
    public BatchResult Result(int output, int rows)
    {
        var places = plan.Full.Outputs[output];
        var count = rows * places.RowsPerSample;
        return new BatchResult(
            new ReadOnlySpan<float>(Address(places.RowLoss), count),
            new ReadOnlySpan<int>(Address(places.Predictions), count),
            new ReadOnlySpan<float>(Address(places.Output), count * places.Outputs),
            (IntPtr)Address(places.Target),
            checked((int)(plan.Full.Graph[places.Target].Shape.Count / plan.Full.Batch)) * rows,
            plan.Full.Graph[places.Target].Element == ElementType.Int32);
    }

    /// <summary>An output of the network after the last batch, [rows, n].</summary>
    public ReadOnlySpan<float> Output(int output, int rows)
    {
        var places = plan.Full.Outputs[output];
        return new ReadOnlySpan<float>(Address(places.Output), rows * places.RowsPerSample * places.Outputs);
    }

    /// <summary>Runs the prepared step once more, looking for the first value that is not finite.</summary>
    public NonFinite Probe(int rows, WorkPool pool) => NonFiniteProbe.Run(plan.Graphs[rows], For(rows), pool);

    /// <summary>The compiled step for a number of rows; compiles it the first time.</summary>
    public CompiledStep For(int rows)
    {
        if (steps.TryGetValue(rows, out var step)) return step;
        return steps[rows] = compile(plan.Graphs[rows], plan.Memory, (IntPtr)own.Pointer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var step in steps.Values) step.Dispose();
        own.Dispose();
    }

    private void* Address(ValueId value) => own.Pointer + plan.Memory.Places[value.Index].Offset;
}
