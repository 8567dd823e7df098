using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>A window as the spec gives it, dimension by dimension.</summary>
/// <param name="Kernel">Cells.</param>
/// <param name="Stride">Steps.</param>
/// <param name="Dilation">Distances of cells.</param>
/// <param name="Mode">The padding's rule.</param>
/// <param name="Given">Padding on each side, where the rule is explicit.</param>
internal sealed record WindowSpec(int[] Kernel, int[] Stride, int[] Dilation, PaddingMode Mode, int[] Given)
{
    /// <summary>Number of dimensions it moves along.</summary>
    public int Rank => Kernel.Length;

    public static WindowSpec Of(int kernel, int stride, int dilation, Padding1D padding) => new([kernel], [stride], [dilation], padding.Mode, [padding.Steps]);

    public static WindowSpec Of(Size2D kernel, Size2D stride, Size2D dilation, Padding2D padding) =>
        new(Sizes(kernel), Sizes(stride), Sizes(dilation), padding.Mode, [padding.Height, padding.Width]);

    public static WindowSpec Of(Size3D kernel, Size3D stride, Size3D dilation, Padding3D padding) =>
        new(Sizes(kernel), Sizes(stride), Sizes(dilation), padding.Mode, [padding.Depth, padding.Height, padding.Width]);

    private static int[] Sizes(Size2D size) => [size.Height, size.Width];

    private static int[] Sizes(Size3D size) => [size.Depth, size.Height, size.Width];
}
