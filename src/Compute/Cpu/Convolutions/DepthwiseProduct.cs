using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Compute.Cpu.Convolutions;

/// <summary>C = f(A ∘ B + bias) or (A ∘ B) · f'(X), channel by channel, described at plan time: see <see cref="DepthwiseKernel"/>.</summary>
internal sealed unsafe record DepthwiseProduct
{
    public required InstructionSet Set { get; init; }

    public required int Images { get; init; }

    public required int Channels { get; init; }

    public required ConvPart Part { get; init; }

    /// <summary>Address of the weights [kernel cells, channels].</summary>
    public required nint Weights { get; init; }

    /// <summary>Address of one float per channel, or 0.</summary>
    public nint Bias { get; init; }

    public ActivationFunction Activation { get; init; }

    /// <summary>The activation whose derivative is multiplied in.</summary>
    public ActivationFunction Gradient { get; init; }

    /// <summary>Appends the kernel call.</summary>
    public void Emit(IKernelContext context)
    {
        var taps = (DepthwiseTap*)context.Allocate(Math.Max(Part.Taps.Count, 1) * sizeof(DepthwiseTap));
        for (var i = 0; i < Part.Taps.Count; i++)
            taps[i] = new DepthwiseTap { Offset = Part.Taps[i], Weight = (nint)Part.KernelCells[i] * Channels };
        var all = new Span<DepthwiseTap>(taps, Part.Taps.Count);
        var tapsPerRow = OrderByRows(all, 5, Part.A.Pixel) ? 5 : OrderByRows(all, 3, Part.A.Pixel) ? 3 : 0;
        var end = TilePass.End(Set, Activation, Gradient);
        var x = end.ReadsX ? Part.X : Part.C;
        var rows = Images * Part.Rows;
        var chunks = (int)Math.Min(WorkSize.ChunksOf(8.0 * rows * Part.Pixels * Channels * Part.Taps.Count), rows);
        var job = new DepthwiseJob
        {
            A = Part.A.Pointer,
            AImage = Part.A.Image,
            ARow = Part.A.Row,
            Lda = Part.A.Pixel,
            C = Part.C.Pointer,
            CImage = Part.C.Image,
            CRow = Part.C.Row,
            Ldc = Part.C.Pixel,
            X = x.Pointer,
            XImage = x.Image,
            XRow = x.Row,
            Ldx = x.Pixel,
            Weights = (float*)Weights,
            Taps = taps,
            TapCount = Part.Taps.Count,
            TapsPerRow = tapsPerRow,
            Bias = (float*)Bias,
            Floor = end.Floor,
            Channels = Channels,
            RowsPerImage = Part.Rows,
            Pixels = Part.Pixels,
            Rows = rows,
            Chunks = chunks,
            Pass = (delegate*<float*, nint, float*, nint, int, int, float, void>)end.Pass,
            Slope = end.Slope,
        };
        context.Emit<DepthwiseKernel.Choice, DepthwiseJob>(Set, job, chunks);
    }

    /// <summary>Puts taps in the order in which they lie, if they are rows of so many neighbouring pixels then; whether they are.</summary>
    private static bool OrderByRows(Span<DepthwiseTap> taps, int count, nint pixel)
    {
        if (taps.Length == 0 || taps.Length % count != 0)
            return false;
        DepthwiseTap[] ordered = [.. taps];
        Array.Sort(ordered, (a, b) => a.Offset.CompareTo(b.Offset));
        for (var i = 0; i < ordered.Length; i++)
        {
            if (i % count != 0 && ordered[i].Offset - ordered[i - 1].Offset != pixel)
                return false;
        }

        ordered.CopyTo(taps);
        return true;
    }
}
