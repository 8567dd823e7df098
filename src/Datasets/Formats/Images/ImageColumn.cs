using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Images;

/// <summary>
/// Writes a column of images. The headers of all are read first: when they have one size the pixels are stored decoded, otherwise the files as they
/// are. Every image is decoded once either way, so that a damaged one is found now.
/// </summary>
internal static class ImageColumn
{
    /// <param name="context">Where to, and the limits.</param>
    /// <param name="rows">The images of each part, in the order of its rows.</param>
    /// <param name="index">Number of the column.</param>
    /// <param name="name">Its name.</param>
    /// <returns>The column, and the size of each image by file.</returns>
    public static (DatasetColumn Column, Dictionary<string, EncodedImageInfo> Sizes) Write(
        ImportContext context, IReadOnlyList<(string Part, IReadOnlyList<ImportFile> Files)> rows, int index, string name = "image")
    {
        var sizes = new Dictionary<string, EncodedImageInfo>(StringComparer.Ordinal);
        foreach (var file in rows.SelectMany(part => part.Files))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (!sizes.ContainsKey(file.Name)) sizes[file.Name] = ImageFiles.Info(file, ImageFiles.Read(file, context.Limits), context.Limits);
        }

        var first = sizes.Values.First();
        var channels = sizes.Values.Max(size => size.Channels);
        var isOne = sizes.Values.All(size => (size.Height, size.Width) == (first.Height, first.Width));
        var decoded = (decimal)first.Height * first.Width * channels * rows.Sum(part => part.Files.Count);
        var column = new DatasetColumn { Name = name, Type = ColumnType.Image, Storage = ColumnStorage.Encoded };
        if (isOne && decoded <= context.Limits.DecodedBytes) column = column with { Storage = ColumnStorage.Uint8,
            Shape = [first.Height, first.Width, channels] };
        foreach (var (part, files) in rows)
        {
            using var writer = new ColumnWriter(context.Folder, part, index, column.Storage);
            Write(context, files, writer, column.Storage, channels);
        }

        return (column, sizes);
    }

    private static void Write(ImportContext context, IReadOnlyList<ImportFile> files, ColumnWriter writer, ColumnStorage storage, int channels)
    {
        var step = Math.Max(1, Environment.ProcessorCount);
        var encoded = new byte[step][];
        var decoded = new DecodedImage[step];
        for (var start = 0; start < files.Count; start += step)
        {
            var count = Math.Min(step, files.Count - start);
            var first = start;
            Parallel.For(0, count, new ParallelOptions { CancellationToken = context.Cancellation }, i =>
            {
                encoded[i] = ImageFiles.Read(files[first + i], context.Limits);
                decoded[i] = ImageFiles.Decode(files[first + i], encoded[i], channels);
            });
            for (var i = 0; i < count; i++)
            {
                context.Progress.Add(encoded[i].Length, 1);
                if (storage == ColumnStorage.Encoded) writer.AppendImage(encoded[i], decoded[i].Height, decoded[i].Width, channels);
                else writer.AppendFixed<byte>(decoded[i].Pixels);
            }
        }
    }
}
