using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Resampling;
using TrainingService.Compute.Ops.Sequences;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>Layers without parameters that make an image or series of another size: upsampling, padding, cropping.</summary>
internal sealed class ResampleBuilder(LayerSpec spec) : LayerBuilder<LayerSpec>(spec)
{
    /// <inheritdoc/>
    public override string Type => Spec switch
    {
        Upsample1DLayer => "upsample1d",
        Upsample2DLayer => "upsample2d",
        Pad2DLayer => "pad2d",
        _ => "crop2d",
    };

    /// <inheritdoc/>
    protected override LayerSpec Resolved => Spec switch
    {
        Upsample1DLayer { Size: null, Scale: null } one => one with { Scale = 2 },
        Upsample2DLayer { Size: null, Scale: null } two => two with { Scale = new Size2D(2, 2) },
        _ => Spec,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope)
    {
        if (!Images.Require(scope, Type, Spec is Upsample1DLayer ? 1 : 2)) return null;
        if (Spec is Upsample1DLayer { Size: not null, Scale: not null } or Upsample2DLayer { Size: not null, Scale: not null })
        {
            scope.Error("size", "conflict", "Both scale and size are given.", "one of them");
            return null;
        }

        var sizes = Sizes(scope.Input);
        if (sizes.Any(size => size is < 1 or > int.MaxValue / 2))
        {
            scope.Error(null, "shape_mismatch", $"Of the input {Shapes.Text(scope.Input)} {string.Join("x", sizes)} cells would be made.", "sizes from 1");
            return null;
        }

        if (Spec is Upsample1DLayer) Steps.InferScaled(scope);
        return [.. sizes.Select(size => (int)size), scope.Input[^1]];
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope)
    {
        var input = scope.Input;
        var (steps, output) = (scope.Graph[input].Shape[1], scope.Layer.OutputShape);
        if (Spec is Upsample1DLayer && scope.LengthsOf() is not null)
        {
            // A row's share of the output, rounded up.
            Steps.Set(scope, new WindowLengthsOp(Extent: 1, Stride: steps, Padding: 0, Scale: output[0]));
        }

        var images = Images.Of(scope, input);
        var x = scope.Graph[images].Shape;
        var y = Spec is Upsample1DLayer ? new Shape(x[0], 1, output[0], x[3]) : new Shape([x[0], .. output]);
        var resampled = Images.Add(scope, new Resample2DOp(Map(x[1], y[1], isRows: true), Map(x[2], y[2], isRows: false)), y, images);
        return Images.To(scope, resampled, output);
    }

    private long[] Sizes(IReadOnlyList<int> input) => Spec switch
    {
        Upsample1DLayer s => [s.Size ?? (long)input[0] * (s.Scale ?? 2)],
        Upsample2DLayer s => [s.Size?.Height ?? (long)input[0] * (s.Scale?.Height ?? 2), s.Size?.Width ?? (long)input[1] * (s.Scale?.Width ?? 2)],
        Pad2DLayer s => [(long)s.Top + input[0] + s.Bottom, (long)s.Left + input[1] + s.Right],
        Crop2DLayer s => [(long)input[0] - s.Top - s.Bottom, (long)input[1] - s.Left - s.Right],
        _ => [],
    };

    private AxisMap Map(int from, int to, bool isRows) => Spec switch
    {
        Upsample1DLayer when isRows => AxisMap.Identity(1),
        Upsample1DLayer { Mode: Upsample1DMode.Linear } s => new AxisMap(s.AlignCorners ? AxisMapKind.LinearAligned : AxisMapKind.Linear, from, to),
        Upsample2DLayer { Mode: Upsample2DMode.Bilinear } s => new AxisMap(s.AlignCorners ? AxisMapKind.LinearAligned : AxisMapKind.Linear, from, to),
        Pad2DLayer s => new AxisMap(AxisMapKind.Shift, from, to, isRows ? -s.Top : -s.Left),
        Crop2DLayer s => new AxisMap(AxisMapKind.Shift, from, to, isRows ? s.Top : s.Left),
        _ => new AxisMap(AxisMapKind.Nearest, from, to),
    };
}
