using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Compute.Cpu.Convolutions;

/// <summary>Cells of a convolution's result, in every volume of the batch, that see the same taps of its input.</summary>
internal sealed record ConvPart
{
    /// <summary>Pixel rows.</summary>
    public required int Rows { get; init; }

    /// <summary>Pixels of each row.</summary>
    public required int Pixels { get; init; }

    /// <summary>Where the cells' windows begin in the input.</summary>
    public required Matrix A { get; init; }

    /// <summary>The cells.</summary>
    public required Matrix C { get; init; }

    /// <summary>Values at the cells whose activation's derivative is multiplied in.</summary>
    public Matrix X { get; init; }

    /// <summary>Where each tap begins, from the window's beginning.</summary>
    public required IReadOnlyList<int> Taps { get; init; }

    /// <summary>Length of each tap.</summary>
    public required int Run { get; init; }

    /// <summary>See <see cref="DotProduct.RowTaps"/>.</summary>
    public IReadOnlyList<(int First, int End)> RowTaps { get; init; } = [];

    /// <summary>Rows of the packed matrix that this part's rows are of.</summary>
    public required int Depth { get; init; }

    /// <summary>Where in it the taps begin.</summary>
    public required int FirstRow { get; init; }

    /// <summary>Floats of a group's packed weights before that matrix.</summary>
    public nint Before { get; init; }

    /// <summary>Kernel cell of each tap, where a tap is a cell.</summary>
    public required IReadOnlyList<int> KernelCells { get; init; }
}

/// <summary>Emits parts as matrix products, one for each group of channels, or channel by channel where a group is one channel.</summary>
internal sealed unsafe class ConvParts(InstructionSet set, IKernelContext context, Convolution conv)
{
    /// <summary>Channels of a group on the side that is read.</summary>
    public required int InputGroup { get; init; }

    /// <summary>Channels of a group on the side that is written.</summary>
    public required int OutputGroup { get; init; }

    /// <summary>Address of the packed panels, group after group; of the parameter itself where a group is one channel.</summary>
    public required nint Weights { get; init; }

    /// <summary>Address of the bias, or 0.</summary>
    public nint Bias { get; init; }

    public ActivationFunction Activation { get; init; }

    /// <summary>The activation whose derivative is multiplied in.</summary>
    public ActivationFunction Gradient { get; init; }

    public void Emit(ConvPart part)
    {
        if (conv.IsDepthwise)
        {
            new DepthwiseProduct
            {
                Set = set,
                Images = conv.Volumes,
                Channels = conv.Channels,
                Part = part,
                Weights = Weights,
                Bias = Bias,
                Activation = Activation,
                Gradient = Gradient,
            }.Emit(context);
            return;
        }

        var panels = new PanelLayout(set, OutputGroup);
        var perGroup = (nint)conv.Cells * InputGroup * panels.Stored;
        for (var group = 0; group < conv.Groups; group++)
        {
            new DotProduct
            {
                Panels = panels,
                Images = conv.Volumes,
                Rows = part.Rows,
                Pixels = part.Pixels,
                A = part.A.From(group * InputGroup),
                Taps = part.Taps,
                RowTaps = part.RowTaps,
                Run = part.Run,
                Depth = part.Depth,
                FirstRow = part.FirstRow,
                B = Weights + ((group * perGroup) + part.Before) * sizeof(float),
                C = part.C.From(group * OutputGroup),
                Bias = Bias == 0 ? 0 : Bias + (group * OutputGroup * sizeof(float)),
                Activation = Activation,
                Gradient = Gradient,
                X = Gradient.Kind == ActivationKind.Linear ? default : part.X.From(group * OutputGroup),
            }.Flattened(conv.IsPointwise).Emit(context);
        }
    }
}
