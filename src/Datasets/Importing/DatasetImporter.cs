using System.Runtime.ExceptionServices;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Json;
using TrainingService.Datasets.Analysis;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Formats;
using TrainingService.Datasets.Formats.Annotations;
using TrainingService.Datasets.Formats.Cifar;
using TrainingService.Datasets.Formats.Csv;
using TrainingService.Datasets.Formats.Idx;
using TrainingService.Datasets.Formats.Images;
using TrainingService.Datasets.Formats.Jsonl;
using TrainingService.Datasets.Formats.Numpy;
using TrainingService.Datasets.Formats.Parquet;
using TrainingService.Datasets.Formats.Text;

namespace TrainingService.Datasets.Importing;

/// <summary>Checks the limits, tells the format, lets its reader write the columns, analyses them, and writes the header.</summary>
internal sealed class DatasetImporter(TimeProvider time) : IDatasetImporter
{
    private static readonly IReadOnlyList<IFormatReader> Readers =
    [
        new CsvReader(), new ParquetTables(), new IdxReader(), new NumpyReader(), new ImagesReader(), new CocoReader(), new VocReader(),
            new JsonlReader(), new PlainTextReader(), new CifarReader(),
    ];

    public Task<ImportReport> ImportAsync(
        ImportSource source, string destinationFolder, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return OnThreadOfItsOwn(() => Import(source, destinationFolder, null, progress, cancellation), cancellation);
    }

    public Task<DatasetInspection> InspectAsync(ImportSource source, string temporaryFolder, int rows = 1000,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return OnThreadOfItsOwn(
            () =>
            {
                var header = Import(source, temporaryFolder, rows, null, cancellation).Header;
                using var version = StoredVersion.Open(temporaryFolder, header);
                return new DatasetInspection(header, [.. header.Parts.Select(part => PreviewReader.Read(version, part.Name))]);
            },
            cancellation);
    }

    /// <summary>An import waits for what it has workers of the pool do; on one of theirs it would take a processor from them.</summary>
    private static Task<T> OnThreadOfItsOwn<T>(Func<T> work, CancellationToken cancellation) =>
        Task.Factory.StartNew(work, cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    private ImportReport Import(ImportSource source, string folder, int? mostRows, IProgress<ImportProgress>? progress,
        CancellationToken cancellation)
    {
        try
        {
            return ImportChecked(source, folder, mostRows, progress, cancellation);
        }
        catch (AggregateException exception) when (exception.InnerExceptions is [DatasetProblemException problem, ..])
        {
            // Of several columns worked on at once, the first to fail speaks.
            throw problem.From(source.Files);
        }
        catch (AggregateException exception) when (exception.InnerExceptions is [OperationCanceledException, ..])
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
            throw;
        }
        catch (DatasetProblemException problem)
        {
            throw problem.From(source.Files);
        }
    }

    private ImportReport ImportChecked(ImportSource source, string folder, int? mostRows, IProgress<ImportProgress>? progress,
        CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var meter = new ProgressMeter(progress, time);
        meter.Begin("detecting", source.Files.Count);
        var (kept, ignored) = Bystanders.Part(CheckFiles(source));
        var files = PartGuess.Assign(kept, source.Options.Parts);
        var (format, confidence, leftOut) = source.Options.Format is { } said ? (said, 1, [])
            : FormatDetector.Detect(files, source.Options, source.Limits);
        if (leftOut.Count > 0)
        {
            files = [.. files.Except(leftOut)];
            ignored = [.. ignored, new DatasetWarning("ignored_files",
                $"Files of another format than {format} were left out: {string.Join(", ", leftOut.Select(file => file.Name).Take(5))}.")];
        }

        var context = new ImportContext(files, source.Options, source.Limits, folder, meter, mostRows, cancellation);
        var reader = Readers.FirstOrDefault(reader => reader.Format == format)
            ?? throw Problems.At("unknown_format", null, $"The format {format} can't be read.",
                expected: string.Join(", ", Readers.Select(reader => reader.Format)));
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
            Detected = [new("format", WireNames.Of(format), confidence), .. files.Select(PartOf).Distinct(),
                .. analysed.Detected],
            Warnings = [.. ignored, .. analysed.Warnings],
            Target = analysed.Columns.FirstOrDefault(column => column.Role == ColumnRole.Target)?.Name,
            StoredBytes = bytes,
        };
        HeaderFile.Write(folder, header);
        return new ImportReport(header, hash);
    }

    /// <summary>Parts are told file by file, but for images folder by folder.</summary>
    private static DatasetDetection PartOf(ImportFile file)
    {
        var folder = file.Name.Contains('/', StringComparison.Ordinal) ? file.Name[..file.Name.IndexOf('/', StringComparison.Ordinal)] + "/*"
            : file.Name;
        return new DatasetDetection("parts", file.Part!, 0.9, folder);
    }

    private static IReadOnlyList<ImportFile> CheckFiles(ImportSource source)
    {
        var (files, limits) = (source.Files, source.Limits);
        if (files.Count == 0) throw Problems.At("empty", null, "There are no files.", expected: "at least one file");
        if (files.Count > limits.Files) throw Problems.TooLarge(null, $"{files.Count:n0} files", $"at most {limits.Files:n0}");
        var total = 0L;
        foreach (var file in files)
        {
            var length = new FileInfo(file.Path).Length;
            if (length == 0) throw Problems.At("empty", file.Name, "The file is empty.", remedy: "Leave it out, or upload it again.");
            total += length;
        }

        return total <= limits.TotalBytes ? files
            : throw Problems.TooLarge(files[0].Name, $"{total:n0} bytes in all files", $"at most {limits.TotalBytes:n0}");
    }
}
