using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Conv2D;

namespace TrainingService.Compute.Cpu.Pooling;

/// <summary>Sizes and operands of a pooling window's kernels: the image is the larger side, the output the smaller, in both directions.</summary>
internal unsafe struct PoolArguments
{
    public Window2D Window;
    public RowOperand Image;
    public RowOperand Output;

    /// <summary>For the gradient of a maximum: the image and the maxima it gave.</summary>
    public RowOperand ImageValues;
    public RowOperand OutputValues;
    public int Height;
    public int Width;
    public int Channels;
    public int OutputHeight;
    public int OutputWidth;
    public int Rows;
    public int RowsPerChunk;
    public int Images;
    public int ImagesPerChunk;

    /// <summary>Whether windows are 2 x 2 cells side by side, all inside the image.</summary>
    public bool IsTwoByTwo;

    private const int ElementsPerChunk = 32768;
    private const int MostChunks = 64;

    public static PoolArguments Of(Window2D window, IKernelContext context, ValueId image, ValueId output)
    {
        var (large, small) = (context.Layout(image), context.Layout(output));
        var rows = small.Images * small.Height;
        var perRow = (long)large.RowElements * window.StrideY;
        var perImage = (long)large.RowElements * large.Height;
        return new PoolArguments
        {
            Window = window,
            Image = RowOperand.Of(context, image),
            Output = RowOperand.Of(context, output),
            Height = large.Height,
            Width = large.Width,
            Channels = large.Channels,
            OutputHeight = small.Height,
            OutputWidth = small.Width,
            Rows = rows,
            RowsPerChunk = PerChunk(rows, perRow),
            Images = large.Images,
            ImagesPerChunk = PerChunk(large.Images, perImage),
            IsTwoByTwo = window is { KernelHeight: 2, KernelWidth: 2, StrideY: 2, StrideX: 2, DilationY: 1, DilationX: 1, Top: 0, Left: 0 }
                && 2 * small.Height <= large.Height && 2 * small.Width <= large.Width,
        };
    }

    public readonly int RowChunks => (Rows + RowsPerChunk - 1) / RowsPerChunk;

    public readonly int ImageChunks => (Images + ImagesPerChunk - 1) / ImagesPerChunk;

    /// <summary>The window's rows that lie inside the image.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly (int First, int End) RowsInside(int y) => Inside(y, Window.KernelHeight, Window.DilationY, Height);

    /// <summary>The window's columns that lie inside the image.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly (int First, int End) ColumnsInside(int x) => Inside(x, Window.KernelWidth, Window.DilationX, Width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int First, int End) Inside(int start, int kernel, int dilation, int size) => start >= 0 && start + (kernel - 1) * dilation < size
        ? (0, kernel)
        : (start < 0 ? (dilation - 1 - start) / dilation : 0, start >= size ? 0 : Math.Min(kernel, (size - 1 - start) / dilation + 1));

    private static int PerChunk(int count, long elements) =>
        (int)Math.Max((ElementsPerChunk + elements - 1) / elements, (count + MostChunks - 1) / MostChunks);
}
