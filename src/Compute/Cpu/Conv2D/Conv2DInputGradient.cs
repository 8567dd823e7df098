using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;

namespace TrainingService.Compute.Cpu.Conv2D;

/// <summary><see cref="Conv2DInputGradientOp"/>: for each phase of the stride a direct convolution over dy.</summary>
internal sealed unsafe class Conv2DInputGradient : IOpKernels
{
    public Halo InputHalo(InstructionSet set, Graph graph, Node node, int input)
    {
        if (input != 0)
            return Halo.None;
        var (dy, dx) = (graph[node.Inputs[0]].Shape, graph[node.Outputs[0]].Shape);
        var window = ((Conv2DInputGradientOp)node.Op).Window;
        var halo = Halo.None;
        foreach (var phase in GradientPhase.Of(window))
        {
            var (height, width) = (CellsOf(dx[1], phase.Y, window.StrideY), CellsOf(dx[2], phase.X, window.StrideX));
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

    public IReadOnlyList<PackedWeights> Packing(InstructionSet set, Graph graph, Node node) => [PanelsOf(set, graph, node)];

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var op = (Conv2DInputGradientOp)node.Op;
        var (dy, dx) = (context.Layout(node.Inputs[0]), context.Layout(node.Outputs[0]));
        var weights = PanelsOf(set, graph, node);
        var panels = new PanelLayout(set, weights.Channels);
        var linear = op.InputActivation.Kind == ActivationKind.Linear;
        var x = linear ? default : context.Layout(node.Inputs[2]);
        var pointwise = new Conv2DGeometry(op.Window, graph[node.Outputs[0]].Shape).IsPointwise;
        var b = context.Packed(weights);
        foreach (var phase in GradientPhase.Of(op.Window))
        {
            var (height, width) = (CellsOf(dx.Height, phase.Y, op.Window.StrideY), CellsOf(dx.Width, phase.X, op.Window.StrideX));
            var (taps, run) = TapsOf(phase, dy);
            if (height > 0 && width > 0)
            {
                new DotProduct
                {
                    Panels = panels,
                    Images = dx.Images,
                    Rows = height,
                    Pixels = width,
                    A = Matrix.Of((float*)context.Address(node.Inputs[0]), dy),
                    Taps = taps,
                    RowTaps = RowTapsOf(phase, height, dy.Height, taps.Count),
                    Run = run,
                    B = (nint)b,
                    C = CellsOf((float*)context.Address(node.Outputs[0]), dx, phase, op.Window),
                    Gradient = op.InputActivation,
                    X = linear ? default : CellsOf((float*)context.Address(node.Inputs[2]), x, phase, op.Window),
                }.Flattened(pointwise).Emit(context);
            }

            b += (nint)taps.Count * run * panels.Stored;
        }
    }

    /// <summary>Rows or columns of a phase.</summary>
    private static int CellsOf(int size, int phase, int stride) => phase >= size ? 0 : ((size - phase - 1) / stride) + 1;

    private static Matrix CellsOf(float* start, ImageLayout layout, GradientPhase phase, Window2D window) => new(
        (nint)(start + layout.Origin + ((nint)phase.Y * layout.RowStride) + ((nint)phase.X * layout.Channels)),
        (nint)layout.ImageStride,
        (nint)window.StrideY * layout.RowStride,
        (nint)window.StrideX * layout.Channels);

    /// <summary>The phase's taps in dy; the taps of a row are read at once when they are neighbours.</summary>
    private static (IReadOnlyList<int> Taps, int Run) TapsOf(GradientPhase phase, ImageLayout dy)
    {
        var rows = phase.Taps.GroupBy(tap => tap.Row).Select(row => row.ToList()).ToList();
        var merged = rows.Count > 0 && rows[0].Zip(rows[0].Skip(1)).All(pair => pair.Second.Column == pair.First.Column + 1);
        int OffsetOf(GradientTap tap) => (tap.Row * dy.RowStride) + (tap.Column * dy.Channels);
        return merged
            ? ([.. rows.Select(row => OffsetOf(row[0]))], rows[0].Count * dy.Channels)
            : ([.. phase.Taps.Select(OffsetOf)], dy.Channels);
    }

    /// <summary>
    /// The taps that reach a row of dy, for each row of the phase: near the edges of a convolution without padding most of them don't.
    /// </summary>
    private static (int First, int End)[] RowTapsOf(GradientPhase phase, int height, int dyHeight, int taps)
    {
        // Taps are ordered by row, and each row of the kernel has as many.
        var rows = phase.Taps.Select(tap => tap.Row).Distinct().ToList();
        var each = rows.Count == 0 ? 0 : taps / rows.Count;
        return
        [
            .. from y in Enumerable.Range(0, height)
               let before = rows.Count(row => y + row < 0)
               let until = rows.Count(row => y + row < dyHeight)
               select (before * each, until * each),
        ];
    }

    private static TransposedPanels PanelsOf(InstructionSet set, Graph graph, Node node)
    {
        var weights = graph[node.Inputs[1]];
        return new TransposedPanels(weights.Parameter, set, ((Conv2DInputGradientOp)node.Op).Window, weights.Shape[2], weights.Shape[3]);
    }
}
