using System.Text.Json;
using TrainingService.Compute.Data;
using TrainingService.Contracts.Json;
using TrainingService.Datasets.Readers;

namespace TrainingService.Datasets.Prepared;

/// <summary>Prepared datasets on disk, one folder per version. Several processes may use it at once: files appear whole, by rename.</summary>
internal sealed class PreparedStore(DatasetsOptions options, TimeProvider time)
{
    /// <summary>The headers of all versions whose files are there in full length.</summary>
    public IReadOnlyList<PreparedHeader> ListHeaders()
    {
        if (!Directory.Exists(options.PreparedFolder)) return [];
        return [.. Directory.EnumerateDirectories(options.PreparedFolder).Select(ReadHeader).OfType<PreparedHeader>()];
    }

    /// <summary>Writes a dataset: rows first, then the header, each to a temporary file, flushed to disk and renamed.</summary>
    public PreparedHeader Write(DatasetManifest manifest, DatasetContent content, string sourceSha256)
    {
        var described = Describe(content);
        ReadOnlyMemory<byte>[] blocks = [.. RowsFile.Blocks(content)];
        using var hash = described.StartHash();
        foreach (var block in blocks) hash.AppendData(block.Span);
        var header = new PreparedHeader
        {
            Content = described,
            Name = manifest.Name,
            Version = Convert.ToHexStringLower(hash.GetHashAndReset()),
            SourceSha256 = sourceSha256,
            Description = manifest.Description,
            Licence = manifest.Licence,
            PreparedAt = time.GetUtcNow().UtcDateTime,
        };
        var folder = Directory.CreateDirectory(Folder(header.Name, header.Version)).FullName;
        WholeFile.Write(Path.Combine(folder, RowsFile.FileName), blocks);
        WholeFile.Write(Path.Combine(folder, PreparedHeader.FileName), [JsonSerializer.SerializeToUtf8Bytes(header, ContractsJson.Options)]);
        return header;
    }

    /// <summary>Reads all rows of a version.</summary>
    /// <exception cref="InvalidDataException">The file is missing or damaged.</exception>
    public Dataset Load(PreparedHeader header)
    {
        var path = Path.Combine(Folder(header.Name, header.Version), RowsFile.FileName);
        if (!File.Exists(path)) throw new InvalidDataException($"{path}: the file is missing.");
        var (training, test) = RowsFile.Read(path, header);
        return new Dataset(header.ToEntry().Description, training, test);
    }

    private static PreparedContent Describe(DatasetContent content) => new()
    {
        InputShape = content.Schema.InputShape,
        FeaturesAreBytes = !content.Training.Bytes.IsEmpty,
        Target = content.Schema.Target,
        TargetSize = content.Schema.TargetSize,
        Columns = content.Columns,
        Classes = content.Classes,
        TrainingRows = content.Training.Rows,
        TestRows = content.Test.Rows,
    };

    private string Folder(string name, string version) => Path.Combine(options.PreparedFolder, $"{name}-{version}");

    /// <summary>A folder's header, or null when it is not a complete dataset: then it is as if it were not there and is prepared anew.</summary>
    private PreparedHeader? ReadHeader(string folder)
    {
        var path = Path.Combine(folder, PreparedHeader.FileName);
        var rows = new FileInfo(Path.Combine(folder, RowsFile.FileName));
        if (!File.Exists(path) || !rows.Exists) return null;
        try
        {
            var header = JsonSerializer.Deserialize<PreparedHeader>(File.ReadAllBytes(path), ContractsJson.Options);
            var isThisFolder = header is not null && Path.GetFileName(folder) == Path.GetFileName(Folder(header.Name, header.Version));
            return isThisFolder && rows.Length == header!.Content.BlockBytes().Sum() ? header : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
