using System.Security.Cryptography;
using System.Text.Json;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Json;
using TrainingService.Datasets.Columns;

namespace TrainingService.Datasets.Importing;

/// <summary>
/// The version of a dataset: SHA-256 over its schema (parts with rows; name, type, storage, shape, classes of each column) and, part by part and
/// column by column, the SHA-256 of each column file. File names, times, guesses and statistics do not enter.
/// </summary>
internal static class ContentHash
{
    /// <summary>The hash and the bytes of all files.</summary>
    public static (string Hash, long Bytes) Of(string folder, IReadOnlyList<DatasetPart> parts, IReadOnlyList<DatasetColumn> columns,
        ProgressMeter progress, CancellationToken cancellation)
    {
        string[] files = [.. from part in parts
                             from column in columns.Select((column, index) => (column, index))
                             from ending in ColumnFiles.Endings(column.column.Storage)
                             select ColumnFiles.Path(folder, part.Name, column.index) + ending];
        var total = files.Sum(file => new FileInfo(file).Length);
        progress.Begin("hashing", total);
        var hashes = new byte[files.Length][];
        Parallel.For(0, files.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            using var stream = new FileStream(files[i], FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            hashes[i] = SHA256.HashData(stream);
            progress.Add(stream.Length);
        });
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(new HashedSchema(parts, [.. columns.Select(HashedColumn.Of)]), ContractsJson.Options));
        foreach (var file in hashes) hash.AppendData(file);
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), total);
    }

    private sealed record HashedSchema(IReadOnlyList<DatasetPart> Parts, IReadOnlyList<HashedColumn> Columns);

    private sealed record HashedColumn(string Name, ColumnType Type, ColumnStorage Storage, IReadOnlyList<int>? Shape, IReadOnlyList<string>? Classes)
    {
        public static HashedColumn Of(DatasetColumn column) => new(column.Name, column.Type, column.Storage, column.Shape, column.Classes);
    }
}
