using System.Security.Cryptography;

namespace TrainingService.Datasets.Preparation;

/// <summary>SHA-256 of a file's length and content: all of it up to 64 MB; of longer files 64 blocks of 1 MB evenly spread, first and last included.</summary>
internal static class SampledHash
{
    private const int Block = 1 << 20;
    private const int Blocks = 64;

    public static string Of(string path)
    {
        using var file = File.OpenHandle(path, options: FileOptions.RandomAccess);
        var length = RandomAccess.GetLength(file);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(length));
        var buffer = new byte[Block];
        var isWhole = length <= (long)Block * Blocks;
        var count = isWhole ? (length + Block - 1) / Block : Blocks;
        for (var i = 0L; i < count; i++)
        {
            var offset = isWhole ? i * Block : (length - Block) * i / (Blocks - 1);
            var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(Block, length - offset)), offset);
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
