using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Cifar;

/// <summary>
/// Records of one label byte and the bytes of an image, one channel after the other, row by row, as CIFAR-10 has them; plain or gzip, several files
/// a part. The image's shape is an option, [32, 32, 3] when that fits.
/// </summary>
internal sealed class CifarReader : IFormatReader
{
    private const int Block = 256;

    private static readonly int[] Usual = [32, 32, 3];

    public DatasetFormat Format => DatasetFormat.CifarBinary;

    public ReadResult Read(ImportContext context)
    {
        var shape = context.Options.ImageShape ?? Usual;
        if (shape is not [> 0 and <= 4096, > 0 and <= 4096, 1 or 3 or 4])
        {
            throw Problems.At("bad_option", null, $"The option image_shape is [{string.Join(", ", shape)}].",
                expected: "[height, width, channels] with 1, 3 or 4 channels");
        }

        var names = ClassNames.Given(context);
        var image = new DatasetColumn { Name = "image", Type = ColumnType.Image, Storage = ColumnStorage.Uint8, Shape = [.. shape] };
        var label = new DatasetColumn { Name = "label", Type = ColumnType.Category, Storage = ColumnStorage.Int32 };
        var parts = new List<DatasetPart>();
        var largest = 0;
        foreach (var (part, files) in context.ByPart())
        {
            using var images = new ColumnWriter(context.Folder, part, 0, image.Storage);
            using var labels = new ColumnWriter(context.Folder, part, 1, label.Storage);
            var rows = 0L;
            foreach (var file in files.Where(file => !ClassNames.IsList(file)))
            {
                rows += ReadFile(context, file, [.. shape], images, labels, context.MostRows - rows, ref largest);
                context.CheckRows(rows, file.Name);
            }

            if (rows > 0) parts.Add(new DatasetPart(part, rows));
        }

        if (parts.Count == 0) throw Problems.At("empty", null, "There are no records among the files.");
        var classes = ClassNames.UpTo(largest, names, context.Files.First(file => !ClassNames.IsList(file)).Name, context.Limits);
        return new ReadResult(parts, [image, label with { Classes = classes }],
            [new("image_shape", $"[{string.Join(", ", shape)}]", context.Options.ImageShape is null ? 0.8 : 1)], []);
    }

    private static long ReadFile(ImportContext context, ImportFile file, int[] shape, ColumnWriter images, ColumnWriter labels, long? mostRows,
        ref int largest)
    {
        var (pixels, channels) = (shape[0] * shape[1], shape[2]);
        var record = 1 + pixels * channels;
        var records = new byte[Block * record];
        var turned = new byte[Block * (record - 1)];
        var codes = new int[Block];
        using var stream = MaybeGzip.Open(file, context.Limits);
        context.Progress.Open(file.Name);
        var rows = 0L;
        while (mostRows is null || rows < mostRows)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var got = stream.ReadAtLeast(records, records.Length, throwOnEndOfStream: false);
            if (got % record != 0)
            {
                throw Problems.At("truncated", file.Name, $"The last record has {got % record:n0} bytes.", rows + got / record + 1,
                    expected: $"{record:n0} bytes: a label and [{string.Join(", ", shape)}]",
                    remedy: "Set the option image_shape if the images have another size; otherwise upload the file again.");
            }

            var count = got / record;
            for (var row = 0; row < count; row++)
            {
                codes[row] = records[row * record];
                largest = Math.Max(largest, codes[row]);
                Turn(records.AsSpan(row * record + 1, record - 1), turned.AsSpan(row * (record - 1), record - 1), pixels, channels);
            }

            labels.AppendFixed<int>(codes.AsSpan(0, count));
            images.AppendFixed<byte>(turned.AsSpan(0, count * (record - 1)));
            rows += count;
            context.Progress.Add(got, count);
            if (got < records.Length) break;
        }

        return rows > 0 ? rows : throw Problems.At("empty", file.Name, "There are no records.");
    }

    private static void Turn(ReadOnlySpan<byte> planes, Span<byte> image, int pixels, int channels)
    {
        for (var channel = 0; channel < channels; channel++)
        {
            var plane = planes.Slice(channel * pixels, pixels);
            for (var pixel = 0; pixel < pixels; pixel++) image[pixel * channels + channel] = plane[pixel];
        }
    }
}
