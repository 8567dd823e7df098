using TrainingService.Compute.Data;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Preprocessing.Images;
using TrainingService.Datasets.Preprocessing.Rows;

namespace TrainingService.Datasets.Preprocessing.Fitted;

/// <summary>An image: [height, width, channels] bytes, which the engine scales.</summary>
public sealed record FittedImage : FittedField
{
    /// <summary>The column.</summary>
    public required string Column { get; init; }

    /// <summary>Shape after all steps.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>Changes of size and channels.</summary>
    public IReadOnlyList<FittedImageStep> Steps { get; init; } = [];

    /// <summary>Mean of the pixels, one for all channels or one per channel.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0];

    /// <summary>1 / deviation, as many as means; 0 for a constant channel.</summary>
    public IReadOnlyList<double> Scale { get; init; } = [1];

    /// <inheritdoc/>
    public override FieldSchema Schema => new(Name, FieldKind.Bytes, Shape);

    /// <inheritdoc/>
    public override FieldScaling Scaling => Fitting.Standard.Scaling(Mean, Scale);

    /// <inheritdoc/>
    public override IReadOnlyList<string> SourceColumns => [Column];

    /// <inheritdoc/>
    public override void Encode(IRowSource rows, int first, int count, Span<byte> values, Span<int> lengths)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var size = Schema.Count;
        for (var i = 0; i < count; i++)
        {
            var image = rows.ReadImage(Column, first + i);
            var destination = values.Slice(i * size, size);
            if (Steps.Count == 0)
            {
                if (image.Pixels.Length != size) throw Misfit(first + i, image.Height, image.Width, image.Channels);
                image.Pixels.CopyTo(destination);
                continue;
            }

            var picture = Steps.Aggregate(new Picture(image.Height, image.Width, image.Channels, image.Pixels.ToArray()), (done, step) => step.Apply(done));
            if (picture.Pixels.Length != size) throw Misfit(first + i, picture.Height, picture.Width, picture.Channels);
            picture.Pixels.CopyTo(destination);
        }
    }

    internal override string? AsStored(DatasetHeader header) =>
        Steps.Count == 0 && header.Columns.First(column => column.Name == Column) is { Storage: ColumnStorage.Uint8, Shape: not null } ? Column : null;

    private InvalidDataException Misfit(int row, int height, int width, int channels) =>
        new($"The image of column {Column} in row {row + 1} is {height}x{width}x{channels}, expected {string.Join('x', Shape)}.");
}

/// <summary>A class per pixel: [height, width] labels, -1 where it is not labelled.</summary>
public sealed record FittedMask : FittedField
{
    /// <summary>The column.</summary>
    public required string Column { get; init; }

    /// <summary>Height and width as stored; null when masks have several sizes.</summary>
    public IReadOnlyList<int>? Stored { get; init; }

    /// <summary>Height and width after all steps.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>Names of the classes.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The steps of the image it belongs to.</summary>
    public IReadOnlyList<FittedImageStep> Steps { get; init; } = [];

    /// <inheritdoc/>
    public override FieldSchema Schema => new(Name, FieldKind.Labels, Shape) { Classes = Classes.Count, ClassNames = Classes };

    /// <inheritdoc/>
    public override IReadOnlyList<string> SourceColumns => [Column];

    /// <inheritdoc/>
    public override void Encode(IRowSource rows, int first, int count, Span<byte> values, Span<int> lengths)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var labels = Integers(values);
        var size = Schema.Count;
        var stored = Stored is [var height, var width] ? new float[height * width] : [];
        for (var i = 0; i < count; i++)
        {
            var mask = Steps.Aggregate(Read(rows, first + i, stored), (done, step) => step.ApplyToMask(done));
            for (var p = 0; p < size; p++) labels[i * size + p] = mask.Pixels[p] < Classes.Count ? mask.Pixels[p] : -1;
        }
    }

    private Picture Read(IRowSource rows, int row, float[] values)
    {
        if (Stored is [var height, var width])
        {
            rows.ReadTensor(Column, row, values);
            return new Picture(height, width, 1, Array.ConvertAll(values, value => (byte)value));
        }

        var mask = rows.ReadImage(Column, row);
        return new Picture(mask.Height, mask.Width, 1, mask.Pixels.ToArray());
    }
}

/// <summary>Boxes in an image: [most boxes, 5] floats: x, y, width, height in pixels of the prepared image, and the class; all -1 where there is no box.</summary>
public sealed record FittedBoxes : FittedField
{
    /// <summary>The column.</summary>
    public required string Column { get; init; }

    /// <summary>The column of the image the boxes are in.</summary>
    public required string Image { get; init; }

    /// <summary>Boxes in a row at most; further ones are left out.</summary>
    public required int Most { get; init; }

    /// <summary>Names of the classes.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The steps of the image.</summary>
    public IReadOnlyList<FittedImageStep> Steps { get; init; } = [];

    /// <summary>The size that an image of a size gets, and the part of it that is left, in its own pixels; beyond its edges where zeros were put around it.</summary>
    internal (int Width, int Height, Box Shown) Seen(int height, int width)
    {
        var sizes = new List<(int Height, int Width, int Channels)> { (height, width, 1) };
        foreach (var step in Steps) sizes.Add(step.Size(sizes[^1].Height, sizes[^1].Width, sizes[^1].Channels));
        var shown = new Box(0, 0, sizes[^1].Width, sizes[^1].Height, 0);
        for (var i = Steps.Count - 1; i >= 0; i--) shown = Steps[i].Undo(shown, sizes[i].Height, sizes[i].Width);
        return (sizes[^1].Width, sizes[^1].Height, shown);
    }

    /// <inheritdoc/>
    public override FieldSchema Schema => new(Name, FieldKind.Floats, [Most, 5]) { Classes = Classes.Count, ClassNames = Classes, HoldsBoxes = true };

    /// <inheritdoc/>
    public override IReadOnlyList<string> SourceColumns => [Column, Image];

    /// <inheritdoc/>
    public override void Encode(IRowSource rows, int first, int count, Span<byte> values, Span<int> lengths)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var floats = Floats(values);
        floats.Fill(-1);
        for (var i = 0; i < count; i++)
        {
            var boxes = rows.ReadBoxes(Column, first + i);
            var image = rows.ReadImage(Image, first + i);
            for (var b = 0; b < Math.Min(boxes.Count, Most); b++)
            {
                var (box, size) = (boxes[b], (image.Height, image.Width, image.Channels));
                foreach (var step in Steps)
                {
                    box = step.Apply(box, size.Height, size.Width);
                    size = step.Size(size.Height, size.Width, size.Channels);
                }

                // A box that was cut away altogether leaves its place empty.
                if (box.Width <= 0 || box.Height <= 0) continue;
                float[] numbers = [box.X, box.Y, box.Width, box.Height, box.Class];
                numbers.CopyTo(floats[((i * Most + b) * 5)..]);
            }
        }
    }
}

/// <summary>Numbers of a fixed shape, as stored; the engine scales them.</summary>
public sealed record FittedTensor : FittedField
{
    /// <summary>The column.</summary>
    public required string Column { get; init; }

    /// <summary>Shape of a row.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>Mean of the numbers, one for all or one per channel (the last dimension).</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0];

    /// <summary>1 / deviation, as many as means.</summary>
    public IReadOnlyList<double> Scale { get; init; } = [1];

    /// <inheritdoc/>
    public override FieldSchema Schema => new(Name, FieldKind.Floats, Shape);

    /// <inheritdoc/>
    public override FieldScaling Scaling => Fitting.Standard.Scaling(Mean, Scale);

    /// <inheritdoc/>
    public override IReadOnlyList<string> SourceColumns => [Column];

    /// <inheritdoc/>
    public override void Encode(IRowSource rows, int first, int count, Span<byte> values, Span<int> lengths)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var floats = Floats(values);
        var size = Schema.Count;
        for (var i = 0; i < count; i++) rows.ReadTensor(Column, first + i, floats.Slice(i * size, size));
    }

    internal override string? AsStored(DatasetHeader header) =>
        header.Columns.First(column => column.Name == Column) is { Storage: ColumnStorage.Float32 } ? Column : null;
}
