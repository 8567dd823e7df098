using System.Runtime.InteropServices;
using TrainingService.Compute.Data;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Readers;

namespace TrainingService.Datasets.Prepared;

/// <summary>The rows of a prepared dataset: plain little-endian blocks, one after the other, read in one go.</summary>
internal static class RowsFile
{
    public const string FileName = "rows.bin";

    /// <summary>The blocks of a dataset as bytes, without copying.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Blocks(DatasetContent content) => Blocks(content.Training).Concat(Blocks(content.Test));

    /// <summary>Reads a rows file and proves by length and hash that it is what the header says.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static (DataPart Training, DataPart Test) Read(string path, PreparedHeader header)
    {
        var blocks = header.Content.BlockBytes();
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        var length = RandomAccess.GetLength(file);
        if (length != blocks.Sum()) throw new InvalidDataException($"{path}: {length} bytes, expected {blocks.Sum()}.");
        using var hash = header.Content.StartHash();
        var arrays = new List<byte[]>();
        var position = 0L;
        foreach (var size in blocks)
        {
            arrays.Add(ReadBlock(file, ref position, checked((int)size)));
            hash.AppendData(arrays[^1]);
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != header.Version) throw new InvalidDataException($"{path}: its content does not have the hash {header.Version}.");
        return (Part(header.Content, arrays[0], arrays[1]), Part(header.Content, arrays[2], arrays[3]));
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Blocks(DataPart part) =>
    [
        part.Bytes.IsEmpty ? AsBytes(part.Floats.Span) : part.Bytes,
        part.Labels.IsEmpty ? AsBytes(part.Targets.Span) : AsBytes(part.Labels.Span),
    ];

    private static ReadOnlyMemory<byte> AsBytes<T>(ReadOnlySpan<T> values) where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();

    private static byte[] ReadBlock(Microsoft.Win32.SafeHandles.SafeFileHandle file, ref long position, int size)
    {
        var block = GC.AllocateUninitializedArray<byte>(size);
        for (var done = 0; done < size;)
        {
            var count = RandomAccess.Read(file, block.AsSpan(done), position);
            if (count == 0) throw new InvalidDataException("The file of a prepared dataset became shorter while it was read.");
            done += count;
            position += count;
        }

        return block;
    }

    private static DataPart Part(PreparedContent content, byte[] features, byte[] targets) => (content.FeaturesAreBytes, content.Target) switch
    {
        (true, TargetKind.Class) => DataPart.FromBytes(features, Values<int>(targets)),
        (false, TargetKind.Class) => DataPart.FromFloats(Values<float>(features), Values<int>(targets)),
        (false, TargetKind.Numbers) => DataPart.FromFloats(targets.Length / sizeof(float) / content.TargetSize, Values<float>(features), Values<float>(targets)),
        _ => throw new InvalidDataException("Bytes with number targets are not supported."),
    };

    private static T[] Values<T>(byte[] bytes) where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes).ToArray();
}
