using System.Diagnostics;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Planning;

namespace TrainingService.Compute.Runtime;

/// <summary>A flat list of kernel calls with resolved addresses. Running it allocates nothing and decides nothing.</summary>
internal sealed unsafe class CompiledStep : IKernelContext, IDisposable
{
    private readonly List<NativeBuffer> buffers = [];
    private readonly List<Invocation> compiled = [];
    private readonly ModelMemory memory;
    private readonly MemoryPlan plan;
    private readonly Graph graph;
    private readonly byte* own;
    private readonly List<string> labels = [];
    private readonly List<int> nodes = [];
    private Invocation[] invocations = [];
    private int forward;

    /// <summary>Prepares to compile a graph.</summary>
    /// <param name="graph">The operations; its batch may be smaller than the plan's.</param>
    /// <param name="plan">Its memory.</param>
    /// <param name="own">The plan's own memory, <see cref="MemoryPlan.OwnBytes"/>.</param>
    /// <param name="memory">The run's memory.</param>
    /// <param name="state">Set by the host before each step.</param>
    /// <param name="batch">Set by the host before each batch.</param>
    public CompiledStep(Graph graph, MemoryPlan plan, byte* own, ModelMemory memory, StepState* state, BatchSource* batch)
    {
        this.graph = graph;
        this.plan = plan;
        this.own = own;
        this.memory = memory;
        State = state;
        Batch = batch;
    }

    /// <summary>What is being compiled, for profiles: set before each node.</summary>
    public string Label { get; set; } = "";

    /// <summary>The node being compiled, by its place in the graph; -1 for the filling of inputs.</summary>
    public int Node { get; set; } = -1;

    /// <inheritdoc/>
    public GradientEnd End { get; set; }

    /// <inheritdoc/>
    public StepState* State { get; }

    /// <inheritdoc/>
    public BatchSource* Batch { get; }

    /// <inheritdoc/>
    public byte* Scratch => memory.Scratch;

    /// <inheritdoc/>
    public float* Parameters => memory.Parameters;

    /// <inheritdoc/>
    public float* Gradients => memory.Gradients;

    /// <inheritdoc/>
    public float* Accumulated => memory.Accumulated;

    /// <inheritdoc/>
    public float* OptimizerState(int slot) => memory.State(slot);

    /// <inheritdoc/>
    public float* Parameter(int parameter) => memory.Parameters + memory.Layout.Offset(parameter);

    /// <inheritdoc/>
    public float* Packed(PackedWeights packing) => memory.Packed(packing);

    /// <inheritdoc/>
    public ImageLayout Layout(ValueId id) => ImageLayout.Of(graph[id].Shape, plan.Places[id.Index].Halo);

    /// <inheritdoc/>
    public void* Address(ValueId id)
    {
        var place = plan.Places[id.Index];
        return place.Region switch
        {
            Region.Parameters => Parameter((int)place.Offset),
            Region.Gradients => memory.Gradients + memory.Layout.Offset((int)place.Offset),
            Region.Own => own + place.Offset,
            _ => memory.Arena + place.Offset,
        };
    }

    /// <inheritdoc/>
    public void* Allocate(long bytes)
    {
        buffers.Add(new NativeBuffer(bytes + ArenaPlanner.Slack));
        return buffers[^1].Pointer;
    }

    /// <inheritdoc/>
    public void Emit(delegate*<void*, int, void> kernel, void* arguments, int chunks)
    {
        compiled.Add(new Invocation { Kernel = kernel, Arguments = arguments, Chunks = chunks });
        labels.Add(Label);
        nodes.Add(Node);
    }

    /// <summary>Bytes of the kernels' arguments and tables.</summary>
    public long ArgumentBytes => buffers.Sum(buffer => buffer.Bytes);

    /// <summary>Ends compilation.</summary>
    public CompiledStep Seal()
    {
        invocations = [.. compiled];
        return this;
    }

    /// <summary>Ends the compilation of what gives the losses: the gradients follow.</summary>
    public void EndForward() => forward = compiled.Count;

    /// <summary>Executes all calls in order; the chunks of each are shared among the pool's threads. Ends between two calls once the pool is aborted.</summary>
    public void Run(WorkPool pool) => Run(pool, 0, invocations.Length, null);

    /// <summary>As <see cref="Run(WorkPool)"/>, up to the losses.</summary>
    /// <param name="pool">The threads.</param>
    /// <param name="times">Receives each call's time, if given.</param>
    /// <param name="next">Fetched between the calls, if given.</param>
    public void RunForward(WorkPool pool, CallTimes? times = null, NextBatch? next = null)
    {
        if (times is null) Run(pool, 0, forward, next);
        else Run(pool, 0, forward, times, next);
    }

    /// <summary>The rest after <see cref="RunForward"/>.</summary>
    public void RunBackward(WorkPool pool, CallTimes? times = null, NextBatch? next = null)
    {
        if (times is null) Run(pool, forward, invocations.Length, next);
        else Run(pool, forward, invocations.Length, times, next);
        times?.EndStep();
    }

    /// <summary>As <see cref="Run(WorkPool)"/>, adding each call's time.</summary>
    public void Run(WorkPool pool, CallTimes times)
    {
        Run(pool, 0, invocations.Length, times, null);
        times.EndStep();
    }

    /// <summary>As <see cref="Run(WorkPool)"/>, adding each call's seconds to its label's.</summary>
    public void Profile(WorkPool pool, IDictionary<string, double> seconds)
    {
        for (var i = 0; i < invocations.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            pool.Run(invocations[i].Kernel, invocations[i].Arguments, invocations[i].Chunks);
            seconds[labels[i]] = seconds.TryGetValue(labels[i], out var sum) ? sum + Stopwatch.GetElapsedTime(start).TotalSeconds : Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    /// <summary>Calls in a step.</summary>
    public int CallCount => invocations.Length;

    /// <summary>The node that a call belongs to, by its place in the graph; -1 for the filling of inputs.</summary>
    public int NodeOf(int call) => nodes[call];

    /// <summary>Room for the times of its calls.</summary>
    public CallTimes NewTimes() => new(invocations.Length);

    /// <summary>As <see cref="Run(WorkPool)"/>; after the last call of each node (-1 is the filling of inputs) asks whether to go on.</summary>
    public void Watch(WorkPool pool, Func<int, bool> goOn)
    {
        for (var i = 0; i < invocations.Length; i++)
        {
            pool.Run(invocations[i].Kernel, invocations[i].Arguments, invocations[i].Chunks);
            if ((i == invocations.Length - 1 || nodes[i + 1] != nodes[i]) && !goOn(nodes[i])) return;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => buffers.ForEach(buffer => buffer.Dispose());

    private void Run(WorkPool pool, int first, int end, NextBatch? next)
    {
        foreach (ref var invocation in invocations.AsSpan(first, end - first))
        {
            if (pool.IsAborted) return;
            next?.Step();
            if (invocation.Chunks == 1) invocation.Kernel(invocation.Arguments, 0);
            else pool.Run(invocation.Kernel, invocation.Arguments, invocation.Chunks);
        }
    }

    private void Run(WorkPool pool, int first, int end, CallTimes times, NextBatch? next)
    {
        var before = Stopwatch.GetTimestamp();
        for (var i = first; i < end; i++)
        {
            next?.Step();
            pool.Run(invocations[i].Kernel, invocations[i].Arguments, invocations[i].Chunks);
            var now = Stopwatch.GetTimestamp();
            times.Add(i, now - before);
            before = now;
        }
    }

    private struct Invocation
    {
        public delegate*<void*, int, void> Kernel;
        public void* Arguments;
        public int Chunks;
    }
}
