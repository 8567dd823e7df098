using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Formats.Images;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Annotations;

/// <summary>Writes annotated images: the columns image, boxes, and mask when there are any.</summary>
internal static class AnnotationImport
{
    /// <summary>Boxes may reach over the edge by so much, from rounding; they are cut there.</summary>
    private const float Tolerance = 1.5f;

    /// <param name="context">Where to.</param>
    /// <param name="parts">The annotated images of each part.</param>
    /// <param name="classes">Classes of the boxes.</param>
    /// <param name="maskClasses">Classes of the masks; null when there are none.</param>
    /// <param name="source">The file with the annotations of an image, for messages.</param>
    public static ReadResult Write(
        ImportContext context, IReadOnlyList<(string Part, IReadOnlyList<Annotation> Rows)> parts, IReadOnlyList<string> classes,
            IReadOnlyList<string>? maskClasses,
        Func<Annotation, string> source)
    {
        var (image, sizes) = ImageColumn.Write(context,
            [.. parts.Select(part => (part.Part, (IReadOnlyList<ImportFile>)[.. part.Rows.Select(row => row.Image)]))], 0);
        var boxes = new DatasetColumn { Name = "boxes", Type = ColumnType.Boxes, Storage = ColumnStorage.Boxes, Classes = classes };
        var mask = new DatasetColumn { Name = "mask", Type = ColumnType.Mask, Storage = image.Shape is null ? ColumnStorage.Encoded
            : ColumnStorage.Uint8, Classes = maskClasses };
        if (image.Shape is [var rows, var columns, _]) mask = mask with { Shape = [rows, columns] };
        foreach (var (part, annotations) in parts)
        {
            using var boxWriter = new ColumnWriter(context.Folder, part, 1, boxes.Storage);
            using var maskWriter = maskClasses is null ? null : new ColumnWriter(context.Folder, part, 2, mask.Storage);
            for (var row = 0; row < annotations.Count; row++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                var annotation = annotations[row];
                var size = sizes[annotation.Image.Name];
                if (annotation.Boxes.Count > context.Limits.BoxesPerRow) throw Problems.TooLarge(source(annotation),
                    $"{annotation.Boxes.Count:n0} boxes in {annotation.Image.Name}", $"at most {context.Limits.BoxesPerRow:n0}");
                Box[] cut = [.. annotation.Boxes.Select(box => Cut(box, size, annotation, source))];
                boxWriter.Append(System.Runtime.InteropServices.MemoryMarshal.AsBytes<Box>(cut));
                if (maskWriter is not null) WriteMask(maskWriter, mask, annotation, size);
            }
        }

        return new ReadResult([.. parts.Select(part => new DatasetPart(part.Part, part.Rows.Count))], maskClasses is null ? [image, boxes]
            : [image, boxes, mask], [], []);
    }

    private static void WriteMask(ColumnWriter writer, DatasetColumn mask, Annotation annotation, EncodedImageInfo size)
    {
        var pixels = annotation.Mask?.Invoke(size.Height, size.Width) ?? new byte[size.Height * size.Width];
        var wrong = pixels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(mask.Classes!.Count - 1));
        while (wrong >= 0 && pixels[wrong] == StoredColumn.MissingUint8)
        {
            var next = pixels.AsSpan(wrong + 1).IndexOfAnyExceptInRange((byte)0, (byte)(mask.Classes.Count - 1));
            wrong = next < 0 ? -1 : wrong + 1 + next;
        }

        if (wrong >= 0) throw Problems.At("bad_class", annotation.Image.Name, $"A pixel of the mask has the class {pixels[wrong]}.", column: "mask",
            expected: $"0 to {mask.Classes.Count - 1}, or 255 for pixels without a class");
        if (mask.Storage == ColumnStorage.Uint8) writer.AppendFixed<byte>(pixels);
        else writer.AppendImage(ImageEncoder.Png(pixels, size.Height, size.Width, 1), size.Height, size.Width, 1);
    }

    /// <summary>Refuses a box that lies outside of its image; one that reaches over the edge by rounding is cut there.</summary>
    private static Box Cut(Box box, EncodedImageInfo size, Annotation annotation, Func<Annotation, string> source)
    {
        var (right, lower) = (box.X + box.Width, box.Y + box.Height);
        var isInside = box is { Width: >= 0, Height: >= 0 } && box.X >= -Tolerance && box.Y >= -Tolerance && right <= size.Width + Tolerance
            && lower <= size.Height + Tolerance;
        if (!isInside)
        {
            throw Problems.At("box_outside", source(annotation),
                FormattableString.Invariant($"The box [{box.X}, {box.Y}, {box.Width}, {box.Height}] is not within {annotation.Image.Name}."),
                column: "boxes", expected: $"x, y, width, height within {size.Width} by {size.Height} pixels");
        }

        var (left, upper) = (Math.Max(0, box.X), Math.Max(0, box.Y));
        return new Box(left, upper, Math.Min(size.Width, right) - left, Math.Min(size.Height, lower) - upper, box.Class);
    }
}
