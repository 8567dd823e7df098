using TrainingService.Compute.Data;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Augmentation;

namespace TrainingService.Compute.Augmentation;

/// <summary>One random change to the batches of a training step. Fields that belong together (an image, its mask, its boxes) draw alike.</summary>
/// <param name="Stream">Its random stream.</param>
internal abstract record BatchChange(uint Stream)
{
    /// <summary>The op that changes an input; null when it leaves that field alone.</summary>
    /// <param name="field">The field's place in the schema.</param>
    /// <param name="schema">The fields.</param>
    public abstract Op? OnInput(int field, DataSchema schema);

    /// <summary>The op that changes a field as a target (which may be an input to be rebuilt); null when it leaves it alone.</summary>
    public virtual Op? OnTarget(int field, DataSchema schema) => null;
}

/// <summary>Images moved, with what belongs to them.</summary>
internal sealed record ImageMove(IReadOnlyList<int> Images, Func<int, int, Geometry> GeometryOf, uint Stream) : BatchChange(Stream)
{
    /// <inheritdoc/>
    public override Op? OnInput(int field, DataSchema schema) =>
        Images.Contains(field) ? new WarpOp(GeometryOf(schema.Fields[field].Shape[0], schema.Fields[field].Shape[1]), Stream) : null;

    /// <inheritdoc/>
    public override Op? OnTarget(int field, DataSchema schema)
    {
        var (target, image) = (schema.Fields[field], schema.Fields[Images[0]]);
        var (height, width) = (image.Shape[0], image.Shape[1]);
        var geometry = GeometryOf(height, width);
        if (Images.Contains(field)) return new WarpOp(geometry, Stream);
        if (target.IsInteger && target.Shape.Count == 2 && target.Shape[0] == height && target.Shape[1] == width)
            return new WarpLabelsOp(geometry, Stream, height, width);
        return target is { Kind: FieldKind.Floats, HoldsBoxes: true } ? new WarpBoxesOp(geometry, Stream, height, width) : null;
    }
}

/// <summary>Numbers or tokens of some inputs changed one by one; targets stay as they are, which is what de-noising wants.</summary>
internal sealed record FieldChange(IReadOnlyList<int> Fields, Op Op, uint Stream) : BatchChange(Stream)
{
    /// <inheritdoc/>
    public override Op? OnInput(int field, DataSchema schema) => Fields.Contains(field) ? Op : null;
}

/// <summary>Rows mixed with other rows of the batch, targets likewise.</summary>
internal sealed record RowMix(double Alpha, uint Stream) : BatchChange(Stream)
{
    /// <inheritdoc/>
    public override Op? OnInput(int field, DataSchema schema) => schema.Fields[field].IsInteger ? null : new MixupOp(Alpha, Stream);

    /// <inheritdoc/>
    public override Op? OnTarget(int field, DataSchema schema) =>
        schema.Fields[field].IsInteger ? new MixupLabelsOp(Alpha, Stream) : new MixupOp(Alpha, Stream);
}
