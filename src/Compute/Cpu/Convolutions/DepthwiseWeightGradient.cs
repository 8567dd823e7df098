using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Convolutions;

/// <summary>
/// dw[cell, c] = Σ A[pixel + cell, c] · B[pixel, c] over all pixels, in parts of rows of pixels whose sums are added up at the end: a row is read once for all
/// channels and cells while it is in the caches. How many parts there are depends on the shape alone, so that threads change no bit.
/// </summary>
internal sealed unsafe class DepthwiseWeightGradient
{
    /// <summary>Sums that stay in registers: the cells of a 3 × 3 kernel.</summary>
    private const int Many = DepthwiseTaps.Most;
    private const int Few = 4;

    /// <summary>Of fewer cells, two groups of few cost less than one with spare places.</summary>
    private const int LeastMany = 7;

    private readonly InstructionSet set;
    private readonly Convolution conv;
    private readonly int vectors;
    private readonly int parts;
    private readonly int stride;

    public DepthwiseWeightGradient(InstructionSet set, Convolution conv)
    {
        (this.set, this.conv) = (set, conv);
        var width = PanelLayout.WidthOf(set);
        vectors = (conv.Channels + width - 1) / width;
        stride = vectors * width;
        var rows = (long)Units * conv.Output[1];
        parts = (int)Math.Min(WorkSize.ChunksOf(2.0 * rows * conv.Output[2] * conv.Channels * conv.Cells), rows);
    }

    /// <summary>For each part its sums, and those of the image at hand: long sums lose little that way.</summary>
    public long ScratchBytes => 2L * parts * PartFloats * sizeof(float);

    private int Units => conv.Volumes * conv.OutputDepth;

    private long PartFloats => (long)conv.Cells * stride;

    /// <summary>Appends the kernel calls.</summary>
    /// <param name="context">Memory.</param>
    /// <param name="a">Where the windows begin in x.</param>
    /// <param name="taps">Where each kernel cell lies, from its window's beginning.</param>
    /// <param name="b">The pixels of dy.</param>
    /// <param name="dw">The gradient, [cells, channels].</param>
    public void Emit(IKernelContext context, Matrix a, IReadOnlyList<int> taps, Matrix b, float* dw)
    {
        var groups = GroupsOf(taps);
        var list = (DepthwiseTaps*)context.Allocate(groups.Count * sizeof(DepthwiseTaps));
        for (var i = 0; i < groups.Count; i++) list[i] = groups[i];
        var job = new DepthwiseSums
        {
            A = a.Pointer - (conv.Window.Front * a.Image),
            AVolume = a.Image * conv.Depth,
            ASlice = a.Image * conv.Window.StrideZ,
            ARow = a.Row,
            Lda = a.Pixel,
            B = b.Pointer,
            BUnit = b.Image,
            BRow = b.Row,
            Ldb = b.Pixel,
            Slices = conv.OutputDepth,
            Units = Units,
            Rows = conv.Output[1],
            Pixels = conv.Output[2],
            Groups = list,
            GroupCount = groups.Count,
            Vectors = vectors,
            Stride = stride,
            Cells = conv.Cells,
            Channels = conv.Channels,
            Parts = parts,
            PartFloats = (nint)PartFloats,
            Totals = (float*)context.Scratch,
            Sums = (float*)context.Scratch + (parts * PartFloats),
            Gradient = dw,
        };
        context.Emit<DepthwiseSumsKernel.Choice, DepthwiseSums>(set, job, parts);
        context.Emit<DepthwiseSumsKernel.TotalChoice, DepthwiseSums>(set, job, conv.Cells);
    }

    private List<DepthwiseTaps> GroupsOf(IReadOnlyList<int> taps)
    {
        var window = conv.Window;
        var groups = new List<DepthwiseTaps>();
        for (var q = 0; q < window.KernelDepth; q++)
        {
            var shift = (q * window.DilationZ) - window.Front;
            int[] inside = [.. Enumerable.Range(0, conv.OutputDepth).Where(o => (o * window.StrideZ) + shift >= 0 && (o * window.StrideZ) + shift < conv.Depth)];
            for (var first = 0; first < conv.SliceTaps;)
            {
                // Spare places repeat the first cell and cost as much as real ones.
                var left = conv.SliceTaps - first;
                var isMany = left >= LeastMany;
                var group = new DepthwiseTaps
                {
                    First = (q * conv.SliceTaps) + first,
                    Count = Math.Min(isMany ? Many : Few, left),
                    IsMany = isMany,
                    FirstSlice = inside.Length == 0 ? 0 : inside[0],
                    EndSlice = inside.Length == 0 ? 0 : inside[^1] + 1,
                };
                for (var i = 0; i < Many; i++) group.Offsets[i] = taps[group.First + (i < group.Count ? i : 0)];
                groups.Add(group);
                first += group.Count;
            }
        }

        return groups;
    }
}
