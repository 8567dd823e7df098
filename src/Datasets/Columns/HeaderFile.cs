using System.Text.Json;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Json;

namespace TrainingService.Datasets.Columns;

/// <summary>`header.json` of a stored version. Written last: its presence means that the column files are complete.</summary>
public static class HeaderFile
{
    public const string Name = "header.json";

    /// <summary>The form of files that this program reads and writes.</summary>
    public const int Layout = 1;

    /// <summary>Reads the header of a folder.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is damaged or of another layout.</exception>
    public static DatasetHeader Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        try
        {
            var header = JsonSerializer.Deserialize<DatasetHeader>(File.ReadAllBytes(path), ContractsJson.Options)
                ?? throw new InvalidDataException($"{path}: the header is null.");
            return header.Layout == Layout ? header : throw new InvalidDataException($"{path}: layout {header.Layout}, expected {Layout}.");
        }
        catch (Exception exception) when (exception is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"{path}: {exception.Message}", exception);
        }
    }

    /// <summary>Writes it whole, by rename.</summary>
    public static void Write(string folder, DatasetHeader header)
    {
        var path = Path.Combine(folder, Name);
        var temporary = path + ".tmp";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(header, ContractsJson.Options));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
