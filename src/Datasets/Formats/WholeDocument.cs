using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats;

/// <summary>Small files that are read at once.</summary>
internal static class WholeDocument
{
    /// <exception cref="DatasetProblemException">It is larger than a document may be.</exception>
    public static byte[] Read(ImportFile file, ImportLimits limits)
    {
        var length = new FileInfo(file.Path).Length;
        var most = Math.Min(limits.DocumentBytes, Array.MaxLength);
        return length <= most ? File.ReadAllBytes(file.Path)
            : throw Problems.TooLarge(file.Name, $"{length:n0} bytes", $"at most {most:n0} for a file of this kind");
    }
}
