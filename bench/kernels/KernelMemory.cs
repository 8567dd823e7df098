using System.Runtime.InteropServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Passes;
using TrainingService.Compute.Planning;
using TrainingService.Kernels.Cases;

namespace TrainingService.Kernels;

/// <summary>A kernel with operands of its own, ready to run.</summary>
internal sealed unsafe class KernelMemory : IKernelContext, IDisposable
{
    private readonly Graph graph;
    private readonly IReadOnlyDictionary<ValueId, Halo> halos;
    private readonly int[] storage;
    private readonly Dictionary<int, nint> values = [];
    private readonly nint[] states = new nint[3];
    private readonly Dictionary<PackedWeights, nint> packed = [];
    private readonly List<nint> blocks = [];
    private readonly List<(nint Kernel, nint Arguments, int Chunks)> calls = [];

    private KernelMemory(Graph graph, IReadOnlyDictionary<ValueId, Halo> halos, long scratchBytes)
    {
        (this.graph, this.halos) = (graph, halos);
        storage = StorageAssignment.For(graph, halos);
        Scratch = (byte*)Allocate(scratchBytes);
        State = (StepState*)Allocate(sizeof(StepState));
        Batch = (BatchSource*)Allocate(sizeof(BatchSource));
    }

    /// <summary>For an update of some parameters.</summary>
    private KernelMemory(long parameters)
        : this(new Graph(), new Dictionary<ValueId, Halo>(), 0)
    {
        Parameters = (float*)Drawn(parameters, -0.1f, 0.1f);
        Gradients = (float*)Drawn(parameters, -0.01f, 0.01f);
    }

    public byte* Scratch { get; }

    public StepState* State { get; }

    public BatchSource* Batch { get; }

    public float* Parameters { get; private init; }

    public float* Gradients { get; private init; }

    public float* Accumulated => null;

    /// <summary>Compiles a case on this machine's widest vectors and fills its operands with numbers.</summary>
    public static KernelMemory Of(KernelCase row) => row switch
    {
        GraphCase operations => Of(operations),
        UpdateCase update => Of(update),
        _ => throw new NotSupportedException($"Nobody compiles {row.GetType().Name}."),
    };

    private static KernelMemory Of(GraphCase row)
    {
        var factory = new CpuKernelFactory(InstructionSets.Best);
        var graph = ActivationFusion.Apply(row.Build());
        var memory = new KernelMemory(graph, HaloAssignment.For(graph, factory), graph.Nodes.Max(node => factory.ScratchBytes(graph, node)));
        foreach (var (place, input) in row.Inputs.Index()) memory.Fill(graph.Values[place].Id, input);
        foreach (var packing in graph.Nodes.SelectMany(node => factory.Packing(graph, node)).Distinct()) factory.CompilePacking(packing, memory);
        memory.Run();
        memory.calls.Clear();
        foreach (var node in graph.Nodes) factory.Compile(graph, node, memory);
        return memory;
    }

    private static KernelMemory Of(UpdateCase row)
    {
        var memory = new KernelMemory(row.Span.Count);
        for (var slot = 0; slot < row.Rule.StateBlocks; slot++) memory.states[slot] = memory.Drawn(row.Span.Count, 0, 1e-4f);
        (memory.State->LearningRate, memory.State->GradientScale) = (1e-6f, 1);
        (memory.State->FirstMomentCorrection, memory.State->SecondMomentCorrection) = (0.5f, 0.5f);
        (memory.State->MomentShare, memory.State->GradientShare) = (0.9f, 0.1f);
        new CpuKernelFactory(InstructionSets.Best).CompileUpdate(row.Rule, [row.Span], memory);
        return memory;
    }

    /// <summary>All chunks, on this thread.</summary>
    public void Run()
    {
        foreach (var (kernel, arguments, chunks) in calls)
        {
            for (var chunk = 0; chunk < chunks; chunk++) ((delegate*<void*, int, void>)kernel)((void*)arguments, chunk);
        }
    }

    public ImageLayout Layout(ValueId id) => ImageLayout.Of(graph[id].Shape, halos.GetValueOrDefault(id));

    public void* Address(ValueId id)
    {
        var owner = storage[id.Index];
        return (void*)(values.TryGetValue(owner, out var there) ? there : values[owner] = (nint)Allocate(Layout(id).Count * sizeof(float)));
    }

    public float* Parameter(int parameter) =>
        (float*)Address(graph.Values.First(value => value.Parameter == parameter && value.Kind == ValueKind.Parameter).Id);

    public float* Packed(PackedWeights packing) =>
        (float*)(packed.TryGetValue(packing, out var there) ? there : packed[packing] = (nint)Allocate(packing.Count * sizeof(float)));

    public float* OptimizerState(int slot) => (float*)states[slot];

    public void* Allocate(long bytes)
    {
        // A kernel may read up to a vector beyond what counts.
        var whole = (nuint)(bytes + 256);
        var block = NativeMemory.AlignedAlloc(whole, 64);
        NativeMemory.Clear(block, whole);
        blocks.Add((nint)block);
        return block;
    }

    public void Emit(delegate*<void*, int, void> kernel, void* arguments, int chunks) => calls.Add(((nint)kernel, (nint)arguments, chunks));

    public void Dispose()
    {
        foreach (var block in blocks) NativeMemory.AlignedFree((void*)block);
        blocks.Clear();
    }

    private nint Drawn(long count, float from, float to)
    {
        var block = (float*)Allocate(count * sizeof(float));
        var draw = 1u;
        for (var i = 0L; i < count; i++)
        {
            draw = (draw * 1_664_525) + 1_013_904_223;
            block[i] = from + ((to - from) * (draw >> 8) / (1 << 24));
        }

        return (nint)block;
    }

    /// <summary>Fills what is inside the halo.</summary>
    private void Fill(ValueId id, Operand operand)
    {
        var (layout, draw) = (Layout(id), (uint)id.Index + 1);
        var start = (float*)Address(id);
        for (var image = 0; image < layout.Images; image++)
        {
            for (var row = 0; row < layout.Height; row++)
            {
                var line = start + layout.Origin + (image * layout.ImageStride) + ((long)row * layout.RowStride);
                for (var i = 0; i < layout.RowElements; i++)
                {
                    draw = (draw * 1_664_525) + 1_013_904_223;
                    if (operand.Limit > 0) ((int*)line)[i] = (int)((draw >> 8) % (uint)operand.Limit);
                    else line[i] = operand.Least + ((operand.Most - operand.Least) * (draw >> 8) / (1 << 24));
                }
            }
        }
    }
}
