using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Convolutions.Winograd;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Conv3D;

namespace TrainingService.Compute.Cpu.Convolutions;

/// <summary><see cref="Conv2DOp"/> and <see cref="Conv3DOp"/>: direct convolution, tiles along the output rows, one output slice after the other; or <see cref="WinogradConvolution"/>.</summary>
internal sealed unsafe class ConvForward : IOpKernels
{
    public Halo InputHalo(InstructionSet set, Graph graph, Node node, int input) =>
        input == 0 ? WinogradConvolution.Of(set, graph, node, turned: false)?.Halo ?? Convolution.Of(graph, node).Halo : Halo.None;

    public IReadOnlyList<PackedWeights> Packing(InstructionSet set, Graph graph, Node node)
    {
        if (WinogradConvolution.Of(set, graph, node, turned: false) is { } winograd)
            return winograd.Packing;
        var conv = Convolution.Of(graph, node);
        return conv.IsDepthwise ? [] : [PanelsOf(set, graph, node, conv)];
    }

    public long ScratchBytes(InstructionSet set, Graph graph, Node node) => WinogradConvolution.Of(set, graph, node, turned: false)?.ScratchBytes ?? 0;

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var conv = Convolution.Of(graph, node);
        var (hasBias, activation) = node.Op switch
        {
            Conv2DOp op => (op.HasBias, op.Activation),
            Conv3DOp op => (op.HasBias, op.Activation),
            _ => (false, ActivationFunction.Linear),
        };
        var bias = hasBias ? context.Parameter(graph[node.Inputs[2]].Parameter) : null;
        if (WinogradConvolution.Of(set, graph, node, turned: false) is { } winograd)
        {
            winograd.Emit(context, node, bias, activation, ActivationFunction.Linear);
            return;
        }

        var (x, y) = (context.Layout(node.Inputs[0]), context.Layout(node.Outputs[0]));
        var (a, c) = (conv.WindowStarts((float*)context.Address(node.Inputs[0]), x), Matrix.Of((float*)context.Address(node.Outputs[0]), y));
        var parts = new ConvParts(set, context, conv)
        {
            InputGroup = conv.GroupChannels,
            OutputGroup = conv.GroupFilters,
            Weights = conv.IsDepthwise
                ? (nint)context.Parameter(graph[node.Inputs[1]].Parameter)
                : (nint)context.Packed(PanelsOf(set, graph, node, conv)),
            Bias = (nint)bias,
            Activation = activation,
        };
        for (var slice = 0; slice < conv.OutputDepth; slice++)
        {
            var (first, end, from) = conv.SlicesOf(slice);
            parts.Emit(new ConvPart
            {
                Rows = y.Height,
                Pixels = y.Width,
                A = a.Slice(from, conv.Depth),
                C = c.Slice(slice, conv.OutputDepth),
                Taps = conv.Taps(x, end - first),
                Run = conv.Run,
                Depth = conv.Cells * conv.GroupChannels,
                FirstRow = first * conv.SliceTaps * conv.Run,
                KernelCells = [.. Enumerable.Range(first * conv.SliceTaps, (end - first) * conv.SliceTaps)],
            });
        }
    }

    private static ForwardPanels PanelsOf(InstructionSet set, Graph graph, Node node, Convolution conv) =>
        new(graph[node.Inputs[1]].Parameter, set, conv.Cells * conv.GroupChannels, conv.GroupFilters, conv.Groups);
}
