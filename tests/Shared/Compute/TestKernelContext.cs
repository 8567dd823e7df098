using TrainingService.Compute.Backends;
using TrainingService.Compute.Graphs;

namespace TrainingService.Tests.Shared.Compute;

/// <summary>
/// Memory and a list of invocations for kernels under test. Each block lies between canaries that are NaN when read as floats, so reading past
/// the end into a result shows, and writing past it is found by <see cref="AssertCanaries"/>.
/// </summary>
internal sealed unsafe class TestKernelContext : IKernelContext, IDisposable
{
    private readonly Graph graph;
    private readonly Func<ValueId, Halo> haloOf;
    private readonly Dictionary<ValueId, ValueId> aliases;
    private readonly Dictionary<ValueId, CanaryBlock> values = [];
    private readonly Dictionary<PackedWeights, CanaryBlock> packed = [];
    private readonly Dictionary<int, CanaryBlock> flat = [];
    private readonly List<CanaryBlock> tables = [];
    private readonly List<(nint Kernel, nint Arguments, int Chunks)> invocations = [];
    private readonly CanaryBlock host;
    private readonly CanaryBlock scratch;

    /// <param name="graph">Values and their shapes.</param>
    /// <param name="haloOf">Halo of each value; none by default.</param>
    /// <param name="aliases">Values that lie at another value's address.</param>
    /// <param name="scratchBytes">Size of the scratch area.</param>
    /// <param name="flatCount">Elements of the flat blocks (parameters, gradients, optimizer state).</param>
    public TestKernelContext(
        Graph graph, Func<ValueId, Halo>? haloOf = null, IReadOnlyDictionary<ValueId, ValueId>? aliases = null, long scratchBytes = 0, long flatCount = 0)
    {
        this.graph = graph;
        this.haloOf = haloOf ?? (_ => Halo.None);
        this.aliases = aliases is null ? [] : new(aliases);
        host = new CanaryBlock(sizeof(StepState) + 64 + sizeof(BatchSource));
        scratch = new CanaryBlock(scratchBytes);
        // Scratch holds what the last kernel left there: nothing to rely on.
        new Span<float>(scratch.Start, (int)(scratchBytes / 4)).Fill(float.NaN);
        for (var slot = 0; slot < 6; slot++)
            flat[slot] = new CanaryBlock(flatCount * 4);
    }

    public byte* Scratch => (byte*)scratch.Start;

    public StepState* State => (StepState*)host.Start;

    public BatchSource* Batch => (BatchSource*)((byte*)host.Start + (sizeof(StepState) + 63) / 64 * 64);

    public float* Parameters => (float*)flat[0].Start;

    public float* Gradients => (float*)flat[1].Start;

    public float* Accumulated => Accumulates ? (float*)flat[5].Start : null;

    /// <summary>Whether kernels see a block of accumulated gradients.</summary>
    public bool Accumulates { get; init; }

    /// <summary>What kernels do with the stretches of a gradient.</summary>
    public GradientEnd End { get; set; }

    /// <summary>Number of invocations emitted.</summary>
    public int InvocationCount => invocations.Count;

    /// <summary>Chunks of all invocations.</summary>
    public int ChunkCount => invocations.Sum(invocation => invocation.Chunks);

    public float* OptimizerState(int slot) => (float*)flat[2 + slot].Start;

    public ImageLayout Layout(ValueId id) => ImageLayout.Of(graph[id].Shape, haloOf(id));

    public void* Address(ValueId id)
    {
        if (aliases.TryGetValue(id, out var other))
            return Address(other);
        if (!values.TryGetValue(id, out var block))
            values[id] = block = new CanaryBlock(Layout(id).Count * 4);
        return block.Start;
    }

    public float* Parameter(int parameter) =>
        (float*)Address(graph.Values.First(value => value.Parameter == parameter && value.Kind == ValueKind.Parameter).Id);

    public float* Packed(PackedWeights packing)
    {
        if (!packed.TryGetValue(packing, out var block))
            packed[packing] = block = new CanaryBlock(packing.Count * 4);
        return (float*)block.Start;
    }

    public void* Allocate(long bytes)
    {
        var block = new CanaryBlock(bytes);
        tables.Add(block);
        return block.Start;
    }

    public void Emit(delegate*<void*, int, void> kernel, void* arguments, int chunks)
    {
        Assert.True(chunks > 0, "An invocation without chunks.");
        invocations.Add(((nint)kernel, (nint)arguments, chunks));
    }

    /// <summary>Executes everything emitted, in order; chunks are taken by as many threads, or backwards by one when it is 0.</summary>
    public void Run(int threads = 1)
    {
        foreach (var (kernel, arguments, chunks) in invocations)
        {
            if (threads == 0)
            {
                for (var chunk = chunks - 1; chunk >= 0; chunk--)
                    ((delegate*<void*, int, void>)kernel)((void*)arguments, chunk);
                continue;
            }

            var next = -1;
            void Work()
            {
                for (int chunk; (chunk = Interlocked.Increment(ref next)) < chunks;)
                    ((delegate*<void*, int, void>)kernel)((void*)arguments, chunk);
            }

            var helpers = new List<Thread>();
            for (var i = 1; i < threads; i++)
                helpers.Add(new Thread(Work));
            helpers.ForEach(helper => helper.Start());
            Work();
            helpers.ForEach(helper => helper.Join());
        }
    }

    /// <summary>Sets a value from row-major elements without halo; the halo becomes 0.</summary>
    public void Write(ValueId id, ReadOnlySpan<double> data)
    {
        var layout = Layout(id);
        var start = (float*)Address(id);
        new Span<float>(start, checked((int)layout.Count)).Clear();
        for (var i = 0; i < data.Length; i++)
        {
            if (graph[id].Element == ElementType.Int32)
                ((int*)start)[OffsetOf(layout, i)] = (int)data[i];
            else
                start[OffsetOf(layout, i)] = (float)data[i];
        }
    }

    /// <summary>Fills a value with NaN inside and 0 in the halo: what a kernel must overwrite.</summary>
    public void Poison(ValueId id)
    {
        var nans = new double[graph[id].Shape.Count];
        Array.Fill(nans, graph[id].Element == ElementType.Int32 ? -123456 : double.NaN);
        Write(id, nans);
    }

    /// <summary>Row-major elements of a value.</summary>
    public double[] Read(ValueId id)
    {
        var layout = Layout(id);
        var start = (float*)Address(id);
        var data = new double[graph[id].Shape.Count];
        for (var i = 0; i < data.Length; i++)
            data[i] = graph[id].Element == ElementType.Int32 ? ((int*)start)[OffsetOf(layout, i)] : start[OffsetOf(layout, i)];
        return data;
    }

    /// <summary>Fails if a canary has changed or a halo of a value is no longer 0.</summary>
    public void AssertCanaries()
    {
        foreach (var block in values.Values.Concat(packed.Values).Concat(flat.Values).Concat(tables).Append(host).Append(scratch))
            block.AssertIntact();
        foreach (var (id, block) in values)
        {
            var layout = Layout(id);
            if (layout.IsPlain)
                continue;
            var inside = new bool[layout.Count];
            for (var i = 0; i < graph[id].Shape.Count; i++)
                inside[OffsetOf(layout, i)] = true;
            for (var offset = 0; offset < inside.Length; offset++)
            {
                if (!inside[offset] && ((int*)block.Start)[offset] != 0)
                    Assert.Fail($"The halo of value {id.Index} holds a number at {offset}.");
            }
        }
    }

    public void Dispose()
    {
        foreach (var block in values.Values.Concat(packed.Values).Concat(flat.Values).Concat(tables).Append(host).Append(scratch))
            block.Dispose();
    }

    /// <summary>Where a row-major element lies in a layout.</summary>
    public static long OffsetOf(ImageLayout layout, long index)
    {
        var (row, element) = Math.DivRem(index, layout.RowElements);
        var (image, y) = Math.DivRem(row, layout.Height);
        return layout.Origin + image * layout.ImageStride + y * layout.RowStride + element;
    }
}
