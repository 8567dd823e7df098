using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Activations;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Recurrent;

namespace TrainingService.Compute.Cpu.Recurrent;

/// <summary><see cref="RecurrentOp"/>: x W + b of all steps as one product, then each block of rows through time.</summary>
internal sealed unsafe class RecurrentForward : IOpKernels
{
    public IReadOnlyList<PackedWeights> Packing(InstructionSet set, Graph graph, Node node) =>
        [KernelPanels(set, graph, node), .. StatePanels(set, graph, node)];

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var form = ((RecurrentOp)node.Op).Form;
        float* Input(int place) => (float*)context.Address(node.Inputs[place]);
        float* Output(int place) => (float*)context.Address(node.Outputs[place]);
        var (x, units) = (graph[node.Inputs[0]].Shape, graph[node.Inputs[2]].Shape[0]);
        var job = new RecurrentArguments
        {
            Rows = x[0],
            Steps = x[1],
            Units = units,
            Width = form.Gates * units,
            Reverse = form.Reverse,
            Lengths = form.HasLengths ? (int*)context.Address(node.Inputs[form.LengthsInput]) : null,
            Y = Output(0),
            LastState = Output(1),
            LastCell = form.HasCellState ? Output(2) : null,
            FirstState = form.HasState ? Input(form.StateInput) : null,
            FirstCell = form.HasState && form.HasCellState ? Input(form.StateInput + 1) : null,
            Gates = Output(form.KeptOutput),
            States = Output(form.KeptOutput + 1),
            Memory = form.HasMemory ? Output(form.KeptOutput + 2) : null,
            RecurrentBias = form.HasRecurrentBias ? context.Parameter(graph[node.Inputs[form.RecurrentBiasInput]].Parameter) : null,
            Blocks = RecurrentBlocks.Of(set, x[0]),
        };
        EmitInputPart(set, graph, node, context, x, job);
        var panels = StatePanels(set, graph, node);
        job.Product = Product(context, set, panels[0], units, job.Blocks);
        if (panels.Length > 1) job.Candidate = Product(context, set, panels[1], units, job.Blocks);
        EmitSteps(form.Cell, set, context, job);
    }

    private static void EmitInputPart(InstructionSet set, Graph graph, Node node, IKernelContext context, Shape x, RecurrentArguments job)
    {
        var form = ((RecurrentOp)node.Op).Form;
        var weights = KernelPanels(set, graph, node);
        new DotProduct
        {
            Panels = new PanelLayout(set, weights.Columns),
            Images = x[1],
            Rows = 1,
            Pixels = x[0],
            A = BySteps((float*)context.Address(node.Inputs[0]), x, form.Reverse),
            Taps = [0],
            Run = weights.Rows,
            B = (nint)context.Packed(weights),
            C = new Matrix((nint)job.Gates, (nint)x[0] * weights.Columns, 0, weights.Columns),
            Bias = form.HasBias ? (nint)context.Parameter(graph[node.Inputs[RecurrentForm.BiasInput]].Parameter) : 0,
        }.Emit(context);
    }

    /// <summary>A batch of sequences [n, t, c] as t images of n pixels, in the order of the steps.</summary>
    public static Matrix BySteps(float* start, Shape shape, bool reverse) => reverse
        ? new Matrix((nint)(start + ((nint)(shape[1] - 1) * shape[2])), -shape[2], 0, (nint)shape[1] * shape[2])
        : new Matrix((nint)start, shape[2], 0, (nint)shape[1] * shape[2]);

    private static void EmitSteps(RecurrentCell cell, InstructionSet set, IKernelContext context, RecurrentArguments job)
    {
        var arguments = (RecurrentArguments*)context.Allocate(sizeof(RecurrentArguments));
        *arguments = job;
        var kernel = cell switch
        {
            RecurrentCell.Tanh => KernelChoice.Of<RecurrentForwardKernel.Choice<SimpleCell<TileMap<TanhMap>>>>(set),
            RecurrentCell.Relu => KernelChoice.Of<RecurrentForwardKernel.Choice<SimpleCell<ReluFunction>>>(set),
            RecurrentCell.Lstm => KernelChoice.Of<RecurrentForwardKernel.Choice<LstmCell>>(set),
            RecurrentCell.GruResetAfter => KernelChoice.Of<RecurrentForwardKernel.Choice<GruAfterCell>>(set),
            _ => KernelChoice.Of<RecurrentForwardKernel.Choice<GruBeforeCell>>(set),
        };
        context.Emit((delegate*<void*, int, void>)kernel, arguments, job.Blocks.Parts);
    }

    private static TileProduct Product(IKernelContext context, InstructionSet set, ForwardPanels panels, int units, Balance rows) =>
        TileProduct.Of(context, new PanelLayout(set, panels.Columns), context.Packed(panels), units, 0, units, rows);

    private static ForwardPanels KernelPanels(InstructionSet set, Graph graph, Node node)
    {
        var w = graph[node.Inputs[1]];
        return new ForwardPanels(w.Parameter, set, w.Shape[0], w.Shape[1]);
    }

    /// <summary>U; for a GRU the columns of r and z, and those of the candidate, which goes elsewhere.</summary>
    private static ForwardPanels[] StatePanels(InstructionSet set, Graph graph, Node node)
    {
        var (u, gates) = (graph[node.Inputs[2]], ((RecurrentOp)node.Op).Form.Gates);
        var (units, width) = (u.Shape[0], u.Shape[1]);
        return gates == 3
            ? [new(u.Parameter, set, units, 2 * units, Stride: width), new(u.Parameter, set, units, units, First: 2 * units, Stride: width)]
            : [new(u.Parameter, set, units, width)];
    }
}
