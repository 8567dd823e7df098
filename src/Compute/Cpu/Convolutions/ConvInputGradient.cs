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

/// <summary>
/// The transposed map of a convolution: its input gradient (<see cref="Conv2DInputGradientOp"/>, <see cref="Conv3DInputGradientOp"/>) and
/// transposed convolution (<see cref="ConvTranspose2DOp"/>, <see cref="ConvTranspose3DOp"/>). For each phase of the stride it is a direct
/// convolution over the smaller side; or <see cref="WinogradConvolution"/>.
/// </summary>
internal sealed unsafe class ConvInputGradient : IOpKernels
{
    public Halo InputHalo(InstructionSet set, Graph graph, Node node, int input)
    {
        if (input != 0)
            return Halo.None;
        if (WinogradConvolution.Of(set, graph, node, turned: true) is { } winograd)
            return winograd.Halo;
        var conv = Convolution.Of(graph, node);
        var (dy, dx, plane) = (conv.Output, conv.Image, conv.Window.Plane);
        var halo = Halo.None;
        foreach (var phase in GradientPhase.Of(conv.Window))
        {
            var (height, width) = (CellsOf(dx[1], phase.Y, plane.StrideY), CellsOf(dx[2], phase.X, plane.StrideX));
            if (height == 0 || width == 0)
                continue;
            foreach (var tap in phase.Taps)
            {
                halo = halo.Union(new Halo(
                    Math.Max(0, -tap.Row),
                    Math.Max(0, -tap.Column),
                    Math.Max(0, tap.Row + height - dy[1]),
                    Math.Max(0, tap.Column + width - dy[2])));
            }
        }

        return halo;
    }

    public IReadOnlyList<PackedWeights> Packing(InstructionSet set, Graph graph, Node node)
    {
        if (WinogradConvolution.Of(set, graph, node, turned: true) is { } winograd)
            return winograd.Packing;
        var conv = Convolution.Of(graph, node);
        return conv.IsDepthwise ? [] : [PanelsOf(set, graph, node, conv)];
    }

    public long ScratchBytes(InstructionSet set, Graph graph, Node node) => WinogradConvolution.Of(set, graph, node, turned: true)?.ScratchBytes ?? 0;

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var conv = Convolution.Of(graph, node);
        var (hasBias, activation, gradient) = node.Op switch
        {
            Conv2DInputGradientOp op => (false, ActivationFunction.Linear, op.InputActivation),
            Conv3DInputGradientOp op => (false, ActivationFunction.Linear, op.InputActivation),
            ConvTranspose2DOp op => (op.HasBias, op.Activation, ActivationFunction.Linear),
            ConvTranspose3DOp op => (op.HasBias, op.Activation, ActivationFunction.Linear),
            _ => throw new NotSupportedException($"{node.Op.GetType().Name} is no transposed map of a convolution."),
        };
        var bias = hasBias ? context.Parameter(graph[node.Inputs[2]].Parameter) : null;
        if (WinogradConvolution.Of(set, graph, node, turned: true) is { } winograd)
        {
            winograd.Emit(context, node, bias, activation, gradient);
            return;
        }

        var parts = new ConvParts(set, context, conv)
        {
            InputGroup = conv.GroupFilters,
            OutputGroup = conv.GroupChannels,
            Weights = conv.IsDepthwise
                ? (nint)context.Parameter(graph[node.Inputs[1]].Parameter)
                : (nint)context.Packed(PanelsOf(set, graph, node, conv)),
            Bias = (nint)bias,
            Activation = activation,
            Gradient = gradient,
        };
        var (dy, dx) = (context.Layout(node.Inputs[0]), context.Layout(node.Outputs[0]));
        var linear = gradient.Kind == ActivationKind.Linear;
        var places = new Places(
            Matrix.Of((float*)context.Address(node.Inputs[0]), dy),
            dy,
            Cells.Of(context, node.Outputs[0], dx),
            linear ? null : Cells.Of(context, node.Inputs[2], context.Layout(node.Inputs[2])));
        nint before = 0;
        var stored = new PanelLayout(set, conv.GroupChannels).Stored;
        foreach (var phase in GradientPhase.Of(conv.Window))
        {
            EmitPhase(parts, conv, phase, places, before);
            before += (nint)phase.Taps.Count * conv.GroupFilters * stored;
        }
    }

    private static void EmitPhase(ConvParts parts, Convolution conv, GradientPhase phase, Places places, nint before)
    {
        var plane = conv.Window.Plane;
        var (height, width) = (CellsOf(conv.Image[1], phase.Y, plane.StrideY), CellsOf(conv.Image[2], phase.X, plane.StrideX));
        if (height == 0 || width == 0)
            return;
        for (var z = phase.Z; z < conv.Depth; z += conv.Window.StrideZ)
        {
            // Taps are ordered by slice, so those inside the volume follow each other.
            var slice = z / conv.Window.StrideZ;
            List<GradientTap> inside = [.. phase.Taps.Where(tap => tap.Slice + slice >= 0 && tap.Slice + slice < conv.OutputDepth)];
            var from = inside.Count == 0 ? 0 : inside[0].Slice + slice;
            var (taps, run) = TapsOf(inside, places.Layout, mayMerge: conv.Groups == 1, conv.GroupFilters);
            var flat = inside.Select(tap => tap.Slice).Distinct().Count() == 1;
            parts.Emit(new ConvPart
            {
                Rows = height,
                Pixels = width,
                A = places.A.Slice(from, conv.OutputDepth),
                C = places.C.OfPhase(phase, conv.Window, z, conv.Depth),
                X = places.X?.OfPhase(phase, conv.Window, z, conv.Depth) ?? default,
                Taps = taps,
                RowTaps = flat ? RowTapsOf(inside, height, conv.Output[1], taps.Count) : [],
                Run = run,
                Depth = phase.Taps.Count * conv.GroupFilters,
                FirstRow = inside.Count == 0 ? 0 : phase.Taps.Index().First(tap => tap.Item == inside[0]).Index * conv.GroupFilters,
                Before = before,
                KernelCells = [.. inside.Select(tap => tap.Index)],
            });
        }
    }

    /// <summary>Rows or columns of a phase.</summary>
    private static int CellsOf(int size, int phase, int stride) => phase >= size ? 0 : ((size - phase - 1) / stride) + 1;

    /// <summary>The taps in dy, from the slice of the first; those of a row are read at once when they are neighbours.</summary>
    private static (IReadOnlyList<int> Taps, int Run) TapsOf(List<GradientTap> taps, ImageLayout dy, bool mayMerge, int filters)
    {
        var rows = taps.GroupBy(tap => (tap.Slice, tap.Row)).Select(row => row.ToList()).ToList();
        var merged = mayMerge && rows.Count > 0 && rows[0].Zip(rows[0].Skip(1)).All(pair => pair.Second.Column == pair.First.Column + 1);
        int OffsetOf(GradientTap tap) =>
            checked((int)((tap.Slice - taps[0].Slice) * dy.ImageStride)) + (tap.Row * dy.RowStride) + (tap.Column * dy.Channels);
        return merged
            ? ([.. rows.Select(row => OffsetOf(row[0]))], rows[0].Count * filters)
            : ([.. taps.Select(OffsetOf)], filters);
    }

    /// <summary>
    /// The taps that reach a row of dy, for each row of the phase: near the edges of a convolution without padding most of them don't.
    /// </summary>
    private static (int First, int End)[] RowTapsOf(List<GradientTap> inside, int height, int dyHeight, int taps)
    {
        // Taps are ordered by row, and each row of the kernel has as many.
        var rows = inside.Select(tap => tap.Row).Distinct().ToList();
        var each = rows.Count == 0 ? 0 : taps / rows.Count;
        return
        [
            .. from y in Enumerable.Range(0, height)
               let before = rows.Count(row => y + row < 0)
               let until = rows.Count(row => y + row < dyHeight)
               select (before * each, until * each),
        ];
    }

    private static TransposedPanels PanelsOf(InstructionSet set, Graph graph, Node node, Convolution conv) =>
        new(graph[node.Inputs[1]].Parameter, set, conv.Window, conv.GroupChannels, conv.GroupFilters, conv.Groups);

    /// <summary>Where the operands lie.</summary>
    private sealed record Places(Matrix A, ImageLayout Layout, Cells C, Cells? X);

    /// <summary>The cells of an operand on the larger side.</summary>
    private sealed record Cells(nint Start, ImageLayout Layout)
    {
        public static Cells Of(IKernelContext context, ValueId id, ImageLayout layout) =>
            new((nint)((float*)context.Address(id) + layout.Origin), layout);

        /// <summary>Those of a phase in one slice of each volume.</summary>
        public Matrix OfPhase(GradientPhase phase, Window3D window, int slice, int depth) => new Matrix(
            (nint)((float*)Start + ((nint)phase.Y * Layout.RowStride) + ((nint)phase.X * Layout.Channels)),
            (nint)Layout.ImageStride,
            (nint)window.Plane.StrideY * Layout.RowStride,
            (nint)window.Plane.StrideX * Layout.Channels).Slice(slice, depth);
    }
}
