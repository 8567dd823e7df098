using TrainingService.Compute.Data;
using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Readers;

/// <summary>Images with class labels in pairs of IDX files.</summary>
internal static class IdxDatasetReader
{
    public static DatasetContent Read(string folder, DatasetManifest manifest)
    {
        if (manifest is not { Target: TargetKind.Class, Classes: { Count: > 1 } classes })
        {
            throw new InvalidDataException($"{DatasetManifest.FileName}: an IDX dataset needs \"target\": \"class\" and at least two \"classes\".");
        }

        var schema = new DataSchema(manifest.InputShape, TargetKind.Class, classes.Count, FieldKind.Bytes);
        return new DatasetContent(schema, null, classes, Part(folder, manifest, manifest.Training), Part(folder, manifest, manifest.Test));
    }

    private static DataPart Part(string folder, DatasetManifest manifest, PartFiles files)
    {
        if (files.Labels is null) throw new InvalidDataException($"{DatasetManifest.FileName}: an IDX part needs a \"labels\" file.");
        var images = IdxFile.Read(Path.Combine(folder, files.Features), rank: 3);
        var (rows, height, width) = (images.Dimensions[0], images.Dimensions[1], images.Dimensions[2]);
        if (!manifest.InputShape.SequenceEqual([height, width, 1]))
        {
            throw new InvalidDataException($"{files.Features}: images are {height}x{width}, expected [{string.Join(", ", manifest.InputShape)}].");
        }

        var labels = IdxFile.Read(Path.Combine(folder, files.Labels), rank: 1).Values;
        if (labels.Length != rows) throw new InvalidDataException($"{files.Labels}: {labels.Length} labels for the {rows} images of {files.Features}.");
        return DataPart.FromBytes(images.Values, Labels(labels, manifest.Classes!.Count, files.Labels));
    }

    private static int[] Labels(byte[] labels, int classes, string file)
    {
        var row = labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)Math.Min(classes - 1, byte.MaxValue));
        if (row >= 0) throw new InvalidDataException($"{file}, row {row + 1}: label {labels[row]} is not below the {classes} classes.");
        return Array.ConvertAll(labels, label => (int)label);
    }
}
