using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Formats.Images;

namespace TrainingService.Api.Datasets.Images;

/// <summary>A row's image as a file that browsers show.</summary>
internal static class Picture
{
    /// <summary>Colours of mask classes: the first is background, further ones repeat after eight.</summary>
    private static readonly byte[][] Colours =
    [
        [32, 36, 48], [94, 160, 255], [255, 162, 87], [79, 209, 189], [240, 139, 217], [198, 214, 74], [239, 148, 121], [183, 161, 255],
            [255, 255, 255],
    ];

    private static readonly byte[] Unlabelled = [0, 0, 0];

    /// <summary>The file's bytes and media type. Images that are stored as they came are given as they are.</summary>
    public static (byte[] Bytes, string MediaType) Of(StoredColumn column, long row)
    {
        if (column.Info is { Storage: ColumnStorage.Encoded, Type: ColumnType.Mask })
        {
            var (height, width, _) = column.ImageSize(row);
            return (Mask(ImageDecoder.Decode(column.RowSpan(row), 1).Pixels, height, width), "image/png");
        }

        if (column.Info.Storage == ColumnStorage.Encoded)
        {
            var encoded = column.RowSpan(row).ToArray();
            return (encoded, TypeOf(encoded));
        }

        var pixels = column.RowSpan(row);
        return column.Info.Type == ColumnType.Mask
            ? (Mask(pixels, column.Info.Shape![0], column.Info.Shape[1]), "image/png")
            : (Png.Write(pixels, column.Info.Shape![0], column.Info.Shape[1], column.Info.Shape[2]), "image/png");
    }

    private static byte[] Mask(ReadOnlySpan<byte> classes, int height, int width)
    {
        var pixels = new byte[3 * height * width];
        for (var i = 0; i < classes.Length; i++)
        {
            var colour = classes[i] == StoredColumn.MissingUint8 ? Unlabelled : classes[i] == 0
                ? Colours[0] : Colours[1 + (classes[i] - 1) % (Colours.Length - 1)];
            colour.CopyTo(pixels.AsSpan(3 * i));
        }

        return Png.Write(pixels, height, width, 3);
    }

    private static string TypeOf(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith<byte>([0x89, 0x50, 0x4e, 0x47])) return "image/png";
        if (file.StartsWith<byte>([0xff, 0xd8])) return "image/jpeg";
        return file.StartsWith("RIFF"u8) ? "image/webp" : "application/octet-stream";
    }
}
