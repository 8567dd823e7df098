using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Analysis;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Formats;
using TrainingService.Datasets.Formats.Csv;
using TrainingService.Datasets.Formats.Idx;

namespace TrainingService.Datasets.Importing;

/// <summary>Checks the limits, tells the format, lets its reader write the columns, analyses them, and writes the header.</summary>
internal sealed class DatasetImporter(TimeProvider time) : IDatasetImporter
{
    private static readonly IReadOnlyList<IFormatReader> Readers = [new CsvReader(), new IdxReader()];

    public Task<ImportReport> ImportAsync(
        ImportSource source, string destinationFolder, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Task.Run(() => Import(source, destinationFolder, null, progress, cancellation), cancellation);
    }

    public Task<DatasetInspection> InspectAsync(ImportSource source, string temporaryFolder, int rows = 1000, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Task.Run(
            () =>
            {
                var header = Import(source, temporaryFolder, rows, null, cancellation).Header;
                using var version = StoredVersion.Open(temporaryFolder, header);
                return new DatasetInspection(header, [.. header.Parts.Select(part => PreviewReader.Read(version, part.Name))]);
            },
            cancellation);
    }

    private ImportReport Import(ImportSource source, string folder, int? mostRows, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var meter = new ProgressMeter(progress, time);
        meter.Begin("detecting", source.Files.Count);
        var files = PartGuess.Assign(CheckFiles(source), source.Options.Parts);
        var format = source.Options.Format ?? FormatDetector.Detect(files);
        var context = new ImportContext(files, source.Options, source.Limits, folder, meter, mostRows, cancellation);
        var reader = Readers.FirstOrDefault(reader => reader.Format == format)
            ?? throw Problems.At("unknown_format", null, $"The format {format} can't be read.", expected: string.Join(", ", Readers.Select(reader => reader.Format)));
        meter.Begin("reading", files.Sum(file => new FileInfo(file.Path).Length));
        var read = reader.Read(context);
        var analysed = DatasetAnalyzer.Analyse(context, read);
        var (hash, bytes) = ContentHash.Of(folder, read.Parts, analysed.Columns, meter, cancellation);
        var header = new DatasetHeader
        {
            Layout = HeaderFile.Layout,
            Version = hash,
            Format = format,
            Parts = read.Parts,
            Columns = analysed.Columns,
            Detected = analysed.Detected,
            Warnings = analysed.Warnings,
            Target = analysed.Columns.FirstOrDefault(column => column.Role == ColumnRole.Target)?.Name,
            StoredBytes = bytes,
        };
        HeaderFile.Write(folder, header);
        return new ImportReport(header, hash);
    }

    private static IReadOnlyList<ImportFile> CheckFiles(ImportSource source)
    {
        var (files, limits) = (source.Files, source.Limits);
        if (files.Count == 0) throw Problems.At("empty", null, "There are no files.", expected: "at least one file");
        if (files.Count > limits.Files) throw Problems.TooLarge("", $"{files.Count:n0} files", $"at most {limits.Files:n0}");
        var total = 0L;
        foreach (var file in files)
        {
            var length = new FileInfo(file.Path).Length;
            if (length == 0) throw Problems.At("empty", file.Name, "The file is empty.", remedy: "Leave it out, or upload it again.");
            total += length;
        }

        return total <= limits.TotalBytes ? files : throw Problems.TooLarge(files[0].Name, $"{total:n0} bytes in all files", $"at most {limits.TotalBytes:n0}");
    }
}
