using System.Text;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Formats.Csv;
using TrainingService.Datasets.Formats.Images;
using TrainingService.Datasets.Formats.Numpy;
using TrainingService.Datasets.Formats.Text;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats;

/// <summary>Tells the format of files: by what they begin with, and only where that says little by their names.</summary>
internal static class FormatDetector
{
    private const int Beginning = 1 << 16;
    private const int MostLookedAt = 20;

    /// <summary>The format, how sure it is, and the tables and texts beside files of another format, which are left out.</summary>
    /// <exception cref="DatasetProblemException">It is none that is known, or the files are of several.</exception>
    public static (DatasetFormat Format, double Confidence, IReadOnlyList<ImportFile> LeftOut) Detect(IReadOnlyList<ImportFile> files,
        ImportOptions options, ImportLimits limits)
    {
        var images = files.Count(ImageFiles.Is);
        if (images > 0)
        {
            if (files.Any(file => HasEnding(file, ".xml"))) return (DatasetFormat.Voc, 0.9, []);
            if (files.FirstOrDefault(file => HasEnding(file, ".json")) is { } document
                && Look(document, limits).Contains("\"annotations\"", StringComparison.Ordinal)) return (DatasetFormat.Coco, 0.95, []);
            return (DatasetFormat.Images, 0.95, []);
        }

        if (files.FirstOrDefault(file => HasEnding(file, ".json")) is { } alone && files.Count == 1
            && Look(alone, limits).Contains("\"annotations\"", StringComparison.Ordinal)) return (DatasetFormat.Coco, 0.7, []);
        ImportFile[] data = [.. files.Where(file => !ClassNames.IsList(file))];
        if (data.Length == 0) data = [.. files];
        var found = data.Take(MostLookedAt).Select(file => (File: file, Found: One(file, options, limits))).ToList();
        var formats = found.Select(pair => pair.Found.Format).Distinct().ToList();
        if (formats.Count == 1) return (found[0].Found.Format, found[0].Found.Confidence, []);
        var main = found.Where(pair => pair.Found.Format is not (DatasetFormat.Csv or DatasetFormat.Text)).ToList();
        if (main.Count > 0 && formats.Count(format => format is not (DatasetFormat.Csv or DatasetFormat.Text)) == 1)
        {
            // Such as tiles.csv, which says more about the rows of arrays but has no place among them.
            return (main[0].Found.Format, 0.8, [.. found.Except(main).Select(pair => pair.File)]);
        }

        var first = found[0];
        var other = found.First(pair => pair.Found.Format != first.Found.Format);
        throw Problems.At("several_formats", other.File.Name,
            $"The file seems to be {other.Found.Format}, but {first.File.Name} is {first.Found.Format}.", expected: "files of one format",
            remedy: $"Leave {other.File.Name} out, or set the option format.");
    }

    private static (DatasetFormat Format, double Confidence) One(ImportFile file, ImportOptions options, ImportLimits limits)
    {
        var head = Head(file, limits, out var isGzip);
        if (head.AsSpan().StartsWith("PAR1"u8)) return (DatasetFormat.Parquet, 1);
        if (head.AsSpan().StartsWith(NpyHeader.Magic) || head.AsSpan().StartsWith("PK"u8) && !isGzip) return (DatasetFormat.Numpy, 1);
        if (head is [0, 0, 0x08 or 0x09 or >= 0x0b and <= 0x0e, >= 1 and <= 8, ..] && !HasEnding(file, ".bin")) return (DatasetFormat.Idx, 0.99);
        var plain = file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file.Name[..^3] : file.Name;
        if (plain.EndsWith(".bin", StringComparison.OrdinalIgnoreCase)) return (DatasetFormat.CifarBinary, 0.7);
        var encoding = options.Encoding is null ? TextEncoding.Detect(head) : TextEncoding.Named(options.Encoding, head);
        if (encoding.IsUtf8 && head.AsSpan().IndexOf((byte)0) >= 0 || encoding.Name == "windows-1252" && IsBinary(head))
        {
            throw Problems.At("unknown_format", file.Name,
                $"The file begins with {Convert.ToHexStringLower(head.AsSpan(0, Math.Min(8, head.Length)))} and is not text.",
                expected: "CSV, TSV, Parquet, IDX, NPY, NPZ, images, COCO, VOC, JSONL, text, or CIFAR records in a .bin",
                    remedy: "Set the option format if it is one of them.");
        }

        if (LooksLikeJson(encoding, head)) return (DatasetFormat.Jsonl, 0.95);
        return (Table(file, plain, options, limits) ? DatasetFormat.Csv : DatasetFormat.Text, 0.9);
    }

    private static bool HasEnding(ImportFile file, string ending) => file.Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>.csv and .tsv are tables; any other text only when its rows are clearly parted by tabs.</summary>
    private static bool Table(ImportFile file, string plain, ImportOptions options, ImportLimits limits)
    {
        if (plain.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || plain.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase)
            || options.Delimiter is not null) return true;
        var context = new ImportContext([file], options, limits, "", new ProgressMeter(null, TimeProvider.System), null, CancellationToken.None);
        var table = CsvFile.Look(file, context with { Options = options with { Header = false } });
        return table.Sample.Width > 1 && table.Dialect.Delimiter != (byte)' '
            && table.Sample.Rows.Count(row => row.Length == table.Sample.Width) > 0.98 * table.Sample.Rows.Count;
    }

    private static bool LooksLikeJson(TextEncoding encoding, byte[] head)
    {
        var text = encoding.IsUtf8 ? head.AsSpan(encoding.Preamble).TrimStart(" \t\r\n"u8) : default;
        return text.Length > 1 && text[0] == '{' && text[1..].TrimStart(" \t\r\n"u8) is [(byte)'"' or (byte)'}', ..];
    }

    private static bool IsBinary(byte[] head) => head.Count(value => value < 32 && value is not (9 or 10 or 12 or 13 or 27)) > head.Length / 50;

    private static string Look(ImportFile file, ImportLimits limits)
    {
        // The lists may come in any order, images with thousands of entries first: look at beginning and end.
        var length = new FileInfo(file.Path).Length;
        using var stream = File.OpenRead(file.Path);
        var head = new byte[Math.Min(length, Math.Min(limits.DocumentBytes, 64 << 20))];
        return Encoding.UTF8.GetString(head, 0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
    }

    private static byte[] Head(ImportFile file, ImportLimits limits, out bool isGzip)
    {
        using (var stream = File.OpenRead(file.Path)) isGzip = MaybeGzip.IsGzip(stream);
        return Utf8Source.Peek(file, null, limits, Beginning).Beginning;
    }
}
