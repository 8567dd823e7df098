namespace TrainingService.Datasets.Uploads.Archives;

/// <summary>What a file is, as far as unpacking goes.</summary>
internal enum ArchiveKind
{
    /// <summary>No archive.</summary>
    None,

    /// <summary>A zip archive.</summary>
    Zip,

    /// <summary>A tar archive.</summary>
    Tar,

    /// <summary>A gzip stream, of one file or of a tar archive.</summary>
    Gzip,

    /// <summary>A kind of archive that is not unpacked here.</summary>
    Unsupported,

    /// <summary>Called an archive, but it is none.</summary>
    Broken,
}

/// <summary>Tells archives by their first bytes; the name only decides where those don't.</summary>
internal static class Magic
{
    /// <summary>Bytes that are looked at.</summary>
    public const int Length = 512;

    private const int TarMagicAt = 257;

    /// <summary>Formats that are zip archives by form and data by purpose.</summary>
    private static readonly string[] ZippedData = [".npz"];

    /// <summary>What a file is.</summary>
    /// <param name="head">Its first bytes, at most <see cref="Length"/> are needed.</param>
    /// <param name="name">Its name.</param>
    public static ArchiveKind Of(ReadOnlySpan<byte> head, string name)
    {
        if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8)) return Has(name, ZippedData) ? ArchiveKind.None : ArchiveKind.Zip;
        if (head.StartsWith<byte>([0x1f, 0x8b])) return ArchiveKind.Gzip;
        if (IsTar(head)) return ArchiveKind.Tar;
        if (head.StartsWith<byte>([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]) || head.StartsWith("Rar!"u8)
            || head.StartsWith<byte>([0xfd, 0x37, 0x7a, 0x58, 0x5a])
            || head.StartsWith<byte>([0x28, 0xb5, 0x2f, 0xfd]) || (head.StartsWith("BZh"u8) && Has(name, ".bz2", ".tbz", ".tbz2")))
        {
            return ArchiveKind.Unsupported;
        }

        return Has(name, ".zip", ".tar", ".tgz", ".gz", ".7z", ".rar", ".xz", ".zst", ".bz2") ? ArchiveKind.Broken : ArchiveKind.None;
    }

    /// <summary>Whether a stream that begins so is a tar archive.</summary>
    public static bool IsTar(ReadOnlySpan<byte> head) => head.Length > TarMagicAt + 5 && head[TarMagicAt..].StartsWith("ustar"u8);

    private static bool Has(string name, params ReadOnlySpan<string> extensions)
    {
        foreach (var extension in extensions)
        {
            if (name.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
