using TrainingService.Compute.Data;
using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Backends;

/// <summary>
/// The one seam between the engine and a device: turns nodes into invocations with resolved addresses. All choosing (tile, chunks, algorithm) is
/// done here, at plan time; nothing is decided while a step runs.
/// </summary>
public interface IKernelFactory
{
    /// <summary>What the kernels are, such as `cpu/avx512`.</summary>
    string Name { get; }

    /// <summary>10⁹ multiplications and additions per second that some threads can do at most, measured once.</summary>
    double PeakGflops(int threads);

    /// <summary>The zeros that this node's kernel needs around one of its inputs.</summary>
    Halo InputHalo(Graph graph, Node node, int input);

    /// <summary>The weight copies this node's kernel reads, made anew after each update. Shared by all nodes and plans that ask for an equal one.</summary>
    IReadOnlyList<PackedWeights> Packing(Graph graph, Node node);

    /// <summary>Bytes of scratch this node's kernel needs while it runs (shared by all nodes; content is lost between them).</summary>
    long ScratchBytes(Graph graph, Node node);

    /// <summary>Whether it is worth updating the weights in the calls that compute a node's first output, their gradient: <see cref="IKernelContext.End"/>.</summary>
    bool EndsGradient(Graph graph, Node node);

    /// <summary>Appends the invocations that execute a node, with <see cref="IKernelContext.End"/> for its first output if there is one.</summary>
    void Compile(Graph graph, Node node, IKernelContext context);

    /// <summary>Appends the invocations that fill a value from one field of the rows named in <see cref="IKernelContext.Batch"/>.</summary>
    /// <param name="field">The field.</param>
    /// <param name="index">Its place in <see cref="BatchSource.Fields"/>.</param>
    /// <param name="value">The value to fill, [batch, ...field.Shape], layout and halo respected: float32, or int32 for tokens and labels.</param>
    /// <param name="lengths">Receives the rows' real steps, int32 [batch]; null when they are not wanted.</param>
    /// <param name="context">Addresses.</param>
    void CompileGather(FieldSchema field, int index, ValueId value, ValueId? lengths, IKernelContext context);

    /// <summary>
    /// Appends the invocations that add the batch's gradients, times <see cref="StepState.AccumulationWeight"/>, to the accumulated ones.
    /// </summary>
    void CompileAccumulation(IReadOnlyList<ParameterSpan> spans, IKernelContext context);

    /// <summary>Appends the invocations that sum the squares of all gradients that an update would read, unscaled.</summary>
    PartialSums CompileSquaredNorm(IReadOnlyList<ParameterSpan> spans, IKernelContext context);

    /// <summary>Appends the invocations that update parameters in place from their gradients: the accumulated ones where there are any.</summary>
    void CompileUpdate(UpdateRule rule, IReadOnlyList<ParameterSpan> spans, IKernelContext context);

    /// <summary>The update of one parameter by stretches, in steps in which <see cref="StepState.ChangesWeights"/> is set.</summary>
    GradientEnd CompileEnd(UpdateRule rule, ParameterSpan span, IKernelContext context);

    /// <summary>Appends the invocations that make a packed copy from the canonical weights.</summary>
    void CompilePacking(PackedWeights packing, IKernelContext context);
}

/// <summary>A copy of a parameter in the order in which a kernel reads it. Equal by content, so that plans can share it.</summary>
/// <param name="Parameter">The parameter's number in the network.</param>
public abstract record PackedWeights(int Parameter)
{
    /// <summary>Floats it takes.</summary>
    public abstract long Count { get; }
}

/// <summary>What a kernel factory may ask for while it compiles a node: addresses are final.</summary>
public unsafe interface IKernelContext
{
    /// <summary>Address of a value's first allocated element (halo included).</summary>
    void* Address(ValueId id);

    /// <summary>Layout of a value.</summary>
    ImageLayout Layout(ValueId id);

    /// <summary>Address of a parameter's canonical weights.</summary>
    float* Parameter(int parameter);

    /// <summary>Address of a packed copy.</summary>
    float* Packed(PackedWeights packing);

    /// <summary>The scratch area.</summary>
    byte* Scratch { get; }

    /// <summary>Values that change from step to step.</summary>
    StepState* State { get; }

    /// <summary>Which rows make up this step's batch.</summary>
    BatchSource* Batch { get; }

    /// <summary>First element of the flat block of all parameters; gradients and optimizer state lie in blocks of the same order.</summary>
    float* Parameters { get; }

    /// <summary>First element of the flat block of gradients.</summary>
    float* Gradients { get; }

    /// <summary>First element of the flat block of accumulated gradients, or null when each batch makes an update.</summary>
    float* Accumulated { get; }

    /// <summary>First element of one of the optimizer's state blocks, from 0.</summary>
    float* OptimizerState(int slot);

    /// <summary>What is to be done with each stretch of the first output of the node being compiled.</summary>
    GradientEnd End => default;

    /// <summary>Zeroed unmanaged memory that lives as long as the plan: arguments, offset tables. 64-byte aligned.</summary>
    void* Allocate(long bytes);

    /// <summary>Appends a kernel call: <paramref name="kernel"/> is called once for each chunk from 0, in any order, on any thread.</summary>
    void Emit(delegate*<void*, int, void> kernel, void* arguments, int chunks);
}

/// <summary>Sums that the chunks of a kernel leave behind, to be added up by the host in their order.</summary>
public readonly unsafe struct PartialSums(double* sums, int count)
{
    /// <summary>The sum.</summary>
    public double Total
    {
        get
        {
            var total = 0.0;
            for (var i = 0; i < count; i++) total += sums[i];
            return total;
        }
    }
}
