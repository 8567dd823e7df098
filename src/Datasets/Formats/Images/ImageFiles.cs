using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Images;

/// <summary>Image files by name, and checked reading of them.</summary>
internal static class ImageFiles
{
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".webp", ".jfif"];

    /// <summary>Whether the name ends as images' names do.</summary>
    public static bool Is(ImportFile file) => Endings.Contains(Path.GetExtension(file.Name), StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a file whose size is within the limits.</summary>
    public static byte[] Read(ImportFile file, ImportLimits limits)
    {
        var length = new FileInfo(file.Path).Length;
        return length <= limits.ValueBytes ? File.ReadAllBytes(file.Path)
            : throw Problems.TooLarge(file.Name, $"{length:n0} bytes in an image", $"at most {limits.ValueBytes:n0}");
    }

    /// <summary>What a file's header says; refused when the picture would be too large, before anything is decoded.</summary>
    public static EncodedImageInfo Info(ImportFile file, ReadOnlySpan<byte> content, ImportLimits limits)
    {
        EncodedImageInfo info;
        try
        {
            info = ImageDecoder.ReadInfo(content);
        }
        catch (InvalidDataException exception)
        {
            throw Problem(file, exception);
        }

        if (info.Height > limits.ImageSide || info.Width > limits.ImageSide || (long)info.Height * info.Width > limits.ImagePixels)
        {
            throw Problems.TooLarge(file.Name, $"{info.Width:n0} by {info.Height:n0} pixels",
                $"at most {limits.ImageSide:n0} a side and {limits.ImagePixels:n0} in all");
        }

        return info;
    }

    /// <summary>Decodes a file whose header was checked.</summary>
    public static DecodedImage Decode(ImportFile file, ReadOnlySpan<byte> content, int channels)
    {
        try
        {
            return ImageDecoder.Decode(content, channels);
        }
        catch (InvalidDataException exception)
        {
            throw Problem(file, exception);
        }
    }

    private static DatasetProblemException Problem(ImportFile file, InvalidDataException exception) => new(
        new DatasetProblem("bad_image", exception.Message, file.Name, Expected: "a whole PNG, JPEG or WebP image",
            Remedy: "Save it again with an image program, or leave it out."), exception);
}
