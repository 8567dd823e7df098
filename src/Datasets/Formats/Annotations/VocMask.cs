using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Formats.Images;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Annotations;

/// <summary>Masks in the colours of VOC's palette, or in grey values.</summary>
internal static class VocMask
{
    private static readonly string[] Known =
    [
        "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable", "dog", "horse", "motorbike", "person",
            "pottedplant",
        "sheep", "sofa", "train", "tvmonitor",
    ];

    private static readonly Dictionary<int, byte> Codes = Palette();

    /// <summary>Classes of the masks: those given; VOC's own when all names are; else background and the boxes' classes in their order, filled up
    /// with numbers.</summary>
    public static IReadOnlyList<string> Classes(IReadOnlyList<string> boxClasses, IReadOnlyList<string>? given)
    {
        if (given is not null) return given;
        var named = boxClasses.All(name => Known.Contains(name)) ? Known : boxClasses.ToArray();
        return [.. Enumerable.Range(0, 255).Select(code => code == 0 ? "background" : code <= named.Length ? named[code - 1] : $"{code}")];
    }

    /// <summary>Reads a mask of the given size.</summary>
    public static byte[] Read(ImportFile file, int height, int width, ImportLimits limits)
    {
        var content = ImageFiles.Read(file, limits);
        var info = ImageFiles.Info(file, content, limits);
        if ((info.Height, info.Width) != (height, width))
        {
            throw Problems.At("shape", file.Name, $"The mask is {info.Width} by {info.Height} pixels.", column: "mask",
                expected: $"{width} by {height} as its image");
        }

        if (info.Channels == 1) return ImageFiles.Decode(file, content, 1).Pixels;
        var colours = ImageFiles.Decode(file, content, 3).Pixels;
        var mask = new byte[height * width];
        for (var pixel = 0; pixel < mask.Length; pixel++)
        {
            var colour = colours[pixel * 3] << 16 | colours[pixel * 3 + 1] << 8 | colours[pixel * 3 + 2];
            if (Codes.TryGetValue(colour, out mask[pixel])) continue;
            throw Problems.At("bad_class", file.Name, $"The pixel at {pixel % width}, {pixel / width} has the colour #{colour:x6}.", column: "mask",
                expected: "a colour of VOC's palette, or grey values");
        }

        return mask;
    }

    /// <summary>VOC's palette: the bits of a code, from the lowest, are dealt to red, green and blue, highest bits first.</summary>
    private static Dictionary<int, byte> Palette()
    {
        var codes = new Dictionary<int, byte>();
        for (var code = 0; code < 256; code++)
        {
            var (red, green, blue) = (0, 0, 0);
            for (int bit = 7, rest = code; bit >= 0; bit--, rest >>= 3)
            {
                red |= (rest & 1) << bit;
                green |= (rest >> 1 & 1) << bit;
                blue |= (rest >> 2 & 1) << bit;
            }

            codes[red << 16 | green << 8 | blue] = code == 255 ? StoredColumn.MissingUint8 : (byte)code;
        }

        return codes;
    }
}
