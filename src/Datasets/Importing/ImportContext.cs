using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Importing;

/// <summary>What a format's reader works with.</summary>
/// <param name="Files">The files, each with its part.</param>
/// <param name="Options">How to read them.</param>
/// <param name="Limits">How much is allowed.</param>
/// <param name="Folder">Receives the column files.</param>
/// <param name="Progress">Hears how far it is.</param>
/// <param name="MostRows">Rows per part after which to stop; null for all.</param>
/// <param name="Cancellation">Gives up.</param>
internal sealed record ImportContext(
    IReadOnlyList<ImportFile> Files, ImportOptions Options, ImportLimits Limits, string Folder, ProgressMeter Progress, int? MostRows,
    CancellationToken Cancellation)
{
    /// <summary>The files of each part, in the parts' order.</summary>
    public IReadOnlyList<(string Part, IReadOnlyList<ImportFile> Files)> ByPart() =>
        [.. DatasetPart.Names.Select(part => (part, (IReadOnlyList<ImportFile>)[.. Files.Where(file => file.Part == part)]))
            .Where(pair => pair.Item2.Count > 0)];

    /// <summary>Refuses more rows than are allowed.</summary>
    public void CheckRows(long rows, string file)
    {
        if (rows > Limits.Rows) throw Problems.TooLarge(file, $"{rows:n0} rows", $"at most {Limits.Rows:n0}");
    }

    /// <summary>Refuses more columns than are allowed.</summary>
    public void CheckColumns(int columns, string file)
    {
        if (columns > Limits.Columns) throw Problems.TooLarge(file, $"{columns:n0} columns", $"at most {Limits.Columns:n0}");
    }
}

/// <summary>What a format's reader wrote and found.</summary>
/// <param name="Parts">The parts with their rows.</param>
/// <param name="Columns">The columns as written, without statistics.</param>
/// <param name="Detected">What was detected.</param>
/// <param name="Warnings">What a user should know.</param>
internal sealed record ReadResult(
    IReadOnlyList<DatasetPart> Parts, IReadOnlyList<DatasetColumn> Columns, IReadOnlyList<DatasetDetection> Detected,
        IReadOnlyList<DatasetWarning> Warnings);

/// <summary>Reads one format.</summary>
internal interface IFormatReader
{
    /// <summary>The format.</summary>
    DatasetFormat Format { get; }

    /// <summary>Reads all files into columns.</summary>
    /// <exception cref="DatasetProblemException">They can't be used.</exception>
    ReadResult Read(ImportContext context);
}
