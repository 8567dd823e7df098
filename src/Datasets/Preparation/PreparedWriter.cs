using System.Runtime.InteropServices;
using TrainingService.Contracts.Validation;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Preprocessing;
using TrainingService.Datasets.Preprocessing.Fitted;
using TrainingService.Datasets.Preprocessing.Fitting;
using TrainingService.Datasets.Preprocessing.Planning;
using TrainingService.Datasets.Preprocessing.Rows;
using TrainingService.Datasets.Splits;

namespace TrainingService.Datasets.Preparation;

/// <summary>Learns and prepares a run's data into a folder.</summary>
internal sealed class PreparedWriter(DataPlan plan, StoredVersion version, string folder, CancellationToken cancellation)
{
    /// <summary>Everything; the result is to be written as the manifest.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="known">What was learned from the same rows before, or null.</param>
    public PreparedManifest Write(ulong seed, FittedPreprocessing? known)
    {
        var split = SplitSource.Draw(plan, version, seed);
        var rows = new TrainingRows(version, split.Training);
        var fitted = known ?? new FieldFitter(plan, version.Header, rows, rows).Fit();
        if (plan.Spec.Windows is not null) return new WindowWriter(plan, version, folder, cancellation).Write(fitted, split);
        if (plan.Spec.NextToken is not null) return new TextStreamWriter(plan, version, folder, cancellation).Write(fitted, split);
        return WriteRows(fitted, split);
    }

    private PreparedManifest WriteRows(FittedPreprocessing fitted, RowSplit split)
    {
        var ranges = SplitSource.Ranges(version);
        var training = Rows(ranges, split.Training, "training")!;
        var validation = Rows(ranges, split.Validation, "validation");
        var test = Rows(ranges, split.Test, "test");
        string[] used = [.. new[] { training, validation, test }.OfType<ManifestRows>().Select(rows => rows.Part).Distinct()];
        return new PreparedManifest
        {
            Fitted = fitted,
            Parts = [.. used.Select(part => WritePart(fitted, version.Part(part)))],
            Training = training,
            Validation = validation,
            Test = test,
        };
    }

    private ManifestPart WritePart(FittedPreprocessing fitted, StoredPart part)
    {
        var rows = new StoredRows(part);
        var fields = new List<ManifestField>();
        foreach (var field in fitted.Fields)
        {
            if (field.AsStored(version.Header) is { } column)
            {
                fields.Add(new ManifestField(null, null, version.Header.Columns.Select((info, i) => (info.Name, i)).First(pair => pair.Name == column).i));
                continue;
            }

            using var writer = new FieldFileWriter(folder, $"{part.Name}.{fields.Count:00}", rows.Rows, field.RowBytes, field.Schema.HasLengths);
            writer.Write((first, count, values, lengths) => Encode(fitted, field, rows, first, count, values, lengths), cancellation);
            fields.Add(writer.Finish());
        }

        return new ManifestPart(part.Name, rows.Rows, fields);
    }

    /// <summary>Prepares rows and refuses inputs that are no numbers: one of them makes the whole model no number.</summary>
    private static void Encode(FittedPreprocessing fitted, FittedField field, StoredRows rows, int first, int count, Span<byte> values, Span<int> lengths)
    {
        field.Encode(rows, first, count, values, lengths);
        if (field is not FittedNumbers numbers || !fitted.Inputs.Contains(field)) return;
        var table = MemoryMarshal.Cast<byte, float>(values);
        for (var i = 0; i < table.Length; i++)
        {
            if (float.IsFinite(table[i])) continue;
            var (row, name) = (first + i / numbers.Schema.Count + 1, numbers.FeatureNames()[i % numbers.Schema.Count]);
            throw new DatasetSpecException([new SpecError(
                "#/dataset/preprocessing", "missing_values", $"In row {row} of part {rows.Part.Name}, \"{name}\" is {(float.IsNaN(table[i]) ? "missing" : "infinite")} after its steps.",
                "an impute step before the others, or leave the column out")]);
        }
    }

    private ManifestRows? Rows(IReadOnlyDictionary<string, RowRange> ranges, int[] rows, string name)
    {
        if (rows.Length == 0) return null;
        var (part, range) = ranges.First(pair => rows[0] >= pair.Value.First && rows[0] < pair.Value.End);
        if (rows.Length == range.Count) return new ManifestRows(part, rows.Length, null);
        return new ManifestRows(part, rows.Length, RowsFile.Write(folder, name, Array.ConvertAll(rows, row => row - range.First)));
    }
}

/// <summary>A list of rows on disk.</summary>
internal static class RowsFile
{
    public static ManifestFile Write(string folder, string name, int[] rows)
    {
        var path = Path.Combine(folder, name + ".rows");
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            file.Write(MemoryMarshal.AsBytes(rows.AsSpan()));
            file.Flush(flushToDisk: true);
        }

        return FieldFileWriter.Describe(path);
    }

    public static int[] Read(string folder, ManifestRows rows)
    {
        var numbers = new int[rows.Count];
        using var file = File.OpenRead(Path.Combine(folder, rows.File!.Name));
        file.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }
}
