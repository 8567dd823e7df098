using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Activations;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Recurrent;

namespace TrainingService.Compute.Cpu.Recurrent;

/// <summary><see cref="RecurrentGradientOp"/>: the outputs dh₀ and dc₀ hold the gradients on their way through time.</summary>
internal sealed unsafe class RecurrentBackward : IOpKernels
{
    public IReadOnlyList<PackedWeights> Packing(InstructionSet set, Graph graph, Node node) => [PanelsOf(set, graph, node)];

    public long ScratchBytes(InstructionSet set, Graph graph, Node node)
    {
        var states = graph[node.Inputs[2]].Shape;
        return ((RecurrentGradientOp)node.Op).Form.Cell == RecurrentCell.GruResetBefore
            ? (((long)states[1] * states[2]) + 64) * sizeof(float)
            : 0;
    }

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var op = (RecurrentGradientOp)node.Op;
        float* Input(int place) => (float*)context.Address(node.Inputs[place]);
        float* Output(int place) => (float*)context.Address(node.Outputs[place]);
        var next = op.GradientInput;
        float* Given(bool given) => given ? Input(next++) : null;
        var states = graph[node.Inputs[2]].Shape;
        var (rows, units) = (states[1], states[2]);
        var (panels, blocks) = (PanelsOf(set, graph, node), RecurrentBlocks.Of(set, rows));
        TileProduct Product(int first, int run) =>
            TileProduct.Of(context, new PanelLayout(set, units), context.Packed(panels), panels.Filters, first, run, blocks);
        var job = (RecurrentArguments*)context.Allocate(sizeof(RecurrentArguments));
        *job = new RecurrentArguments
        {
            Rows = rows,
            Steps = states[0] - 1,
            Units = units,
            Width = op.Form.Gates * units,
            Reverse = op.Form.Reverse,
            Lengths = op.Form.HasLengths ? (int*)context.Address(node.Inputs[op.LengthsInput]) : null,
            Y = Given(op.HasOutputGradient),
            LastState = Given(op.HasStateGradient),
            LastCell = Given(op.HasCellGradient),
            FirstState = Output(op.StateOutput),
            FirstCell = op.Form.HasCellState ? Output(op.StateOutput + 1) : null,
            Gates = Input(1),
            States = Input(2),
            Memory = op.Form.HasMemory ? Input(3) : null,
            Outer = Output(0),
            Inner = op.StateOutput == 2 ? Output(1) : null,
            ResetState = (float*)context.Scratch,
            Blocks = blocks,
            Product = op.Form.Cell == RecurrentCell.GruResetBefore ? Product(0, 2 * units) : Product(0, panels.Filters),
        };
        if (op.Form.Cell == RecurrentCell.GruResetBefore) job->Candidate = Product(2 * units, units);
        context.Emit((delegate*<void*, int, void>)KernelOf(op.Form.Cell, set), job, blocks.Parts);
    }

    private static nint KernelOf(RecurrentCell cell, InstructionSet set) => cell switch
    {
        RecurrentCell.Tanh => KernelChoice.Of<RecurrentBackwardKernel.Choice<SimpleCellGradient<TileCombine<TanhSlope>>>>(set),
        RecurrentCell.Relu => KernelChoice.Of<RecurrentBackwardKernel.Choice<SimpleCellGradient<TileCombine<LeakyReluSlope>>>>(set),
        RecurrentCell.Lstm => KernelChoice.Of<RecurrentBackwardKernel.Choice<LstmCellGradient>>(set),
        RecurrentCell.GruResetAfter => KernelChoice.Of<RecurrentBackwardKernel.Choice<GruAfterCellGradient>>(set),
        _ => KernelChoice.Of<RecurrentBackwardKernel.Choice<GruBeforeCellGradient>>(set),
    };

    private static TransposedPanels PanelsOf(InstructionSet set, Graph graph, Node node)
    {
        var u = graph[node.Inputs[0]];
        return new TransposedPanels(u.Parameter, set, TransposedPanels.OneTap, u.Shape[0], u.Shape[1]);
    }
}
