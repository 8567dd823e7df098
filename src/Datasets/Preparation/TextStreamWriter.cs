using System.Runtime.InteropServices;
using TrainingService.Contracts.Validation;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Preprocessing;
using TrainingService.Datasets.Preprocessing.Fitted;
using TrainingService.Datasets.Preprocessing.Planning;
using TrainingService.Datasets.Splits;

namespace TrainingService.Datasets.Preparation;

/// <summary>Windows over the tokens of a text: the texts of each part's rows, joined by line ends, one stream per part, written as it is read.</summary>
internal sealed class TextStreamWriter(DataPlan plan, StoredVersion version, string folder, CancellationToken cancellation)
{
    public PreparedManifest Write(FittedPreprocessing fitted, RowSplit split)
    {
        var input = (FittedStream)fitted.Inputs[0];
        var parts = new List<ManifestPart>();
        ManifestRows? Add(string name, int[] rows)
        {
            if (rows.Length == 0) return null;
            var part = WritePart(name, input, rows);
            if (part.Rows == 0)
            {
                throw new DatasetSpecException([new SpecError(
                    "#/dataset/next_token/length", "empty", $"The {name} part has too few tokens for a row of {input.Length} and the one after.", "a shorter length")]);
            }

            parts.Add(part);
            return new ManifestRows(name, part.Rows, null);
        }

        return new PreparedManifest
        {
            Fitted = fitted,
            Training = Add("training", split.Training)!,
            Validation = Add("validation", split.Validation),
            Test = Add("test", split.Test),
            Parts = parts,
        };
    }

    /// <summary>How many rows each part has, and the first that is trained on; no others are prepared.</summary>
    public static PreparedLook Look(DataPlan plan, StoredVersion version, FittedPreprocessing fitted, RowSplit split)
    {
        var input = (FittedStream)fitted.Inputs[0];
        var first = new List<int>();
        int CountOf(int[] rows)
        {
            return TextStream.Windows(plan.Spec.NextToken!, TextStream.Read(version, input, rows).Sum(text =>
            {
                if (first.Count <= input.Length) first.AddRange(text.Ids);
                return (long)text.Ids.Count;
            }));
        }

        // Training rows are counted first: the first tokens are theirs.
        var training = CountOf(split.Training);
        SampleField Sample(int field, int skip) => SampleRow.Of(
            fitted.Fields[field], MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(first).Slice(skip, input.Length)).ToArray(), null);
        return new PreparedLook(
            training, CountOf(split.Validation), CountOf(split.Test), first.Count > input.Length ? [Sample(0, 0), Sample(1, 1)] : null);
    }

    private ManifestPart WritePart(string name, FittedStream input, int[] rows)
    {
        var tokens = Path.Combine(folder, name + ".tokens");
        var stride = plan.Spec.NextToken!.Stride!.Value;
        var windows = TextStream.Windows(plan.Spec.NextToken!, WriteTokens(tokens, input, rows));
        using var file = File.OpenHandle(tokens);
        var fields = new ManifestField[2];
        for (var ahead = 0; ahead < 2; ahead++)
        {
            var offset = ahead;
            using var writer = new FieldFileWriter(folder, $"{name}.{ahead:00}", windows, input.RowBytes, hasLengths: false);
            writer.Write(
                (first, length, values, _) =>
                {
                    for (var i = 0; i < length; i++)
                        RandomAccess.Read(file, values.Slice(i * (int)input.RowBytes, (int)input.RowBytes), ((long)(first + i) * stride + offset) * sizeof(int));
                },
                cancellation);
            fields[ahead] = writer.Finish();
        }

        file.Dispose();
        File.Delete(tokens);
        return new ManifestPart(name, windows, fields);
    }

    /// <summary>All tokens of the rows; returns how many.</summary>
    private long WriteTokens(string path, FittedStream input, int[] rows)
    {
        var count = 0L;
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);
        foreach (var (_, ids) in TextStream.Read(version, input, rows))
        {
            cancellation.ThrowIfCancellationRequested();
            file.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(ids)));
            count += ids.Count;
        }

        return count;
    }
}
