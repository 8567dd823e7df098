using System.Text;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Annotations;

/// <summary>Parts of a VOC set: the lists under `ImageSets`, else the file's own.</summary>
internal static class VocParts
{
    private static readonly string[] Lists = [DatasetPart.Train + ".txt", "val.txt", DatasetPart.Test + ".txt"];

    /// <summary>Tells an annotation's part. Images in no list belong to the training part when there are lists.</summary>
    public static Func<ImportFile, string> Of(ImportContext context)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in context.Files.Where(file => file.Name.Contains("ImageSets/", StringComparison.Ordinal)
            && Lists.Contains(Path.GetFileName(file.Name))))
        {
            var part = PartGuess.FromName(Path.GetFileName(file.Name))!;
            foreach (var line in Encoding.UTF8.GetString(WholeDocument.Read(file, context.Limits)).Split('\n'))
            {
                if (line.Trim().Split(' ')[0] is { Length: > 0 } name) parts[name] = part;
            }
        }

        return parts.Count == 0 ? file => file.Part!
            : file => parts.GetValueOrDefault(Path.GetFileNameWithoutExtension(file.Name), DatasetPart.Train);
    }
}
