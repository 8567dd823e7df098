using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Cpu.Rows;

/// <summary>Where the rows of one operand lie.</summary>
internal unsafe struct RowOperand
{
    /// <summary>First element inside the halo.</summary>
    public float* Start;

    /// <summary>Elements from one image to the next.</summary>
    public long ImageStride;

    /// <summary>Elements from one row to the next.</summary>
    public long RowStride;

    /// <summary>An operand as images.</summary>
    public static RowOperand Of(IKernelContext context, ValueId id)
    {
        var layout = context.Layout(id);
        return new RowOperand { Start = (float*)context.Address(id) + layout.Origin, ImageStride = layout.ImageStride, RowStride = layout.RowStride };
    }

    /// <summary>An operand as a grid cuts it.</summary>
    public static RowOperand Of(IKernelContext context, ValueId id, RowGrid grid) =>
        grid.IsFlat ? new RowOperand { Start = (float*)context.Address(id), ImageStride = grid.RowElements } : Of(context, id);

    /// <summary>First element of a row of the whole batch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly float* Row(int row, int rowsPerImage)
    {
        var image = row / rowsPerImage;
        return Start + image * ImageStride + (row - image * rowsPerImage) * RowStride;
    }
}
