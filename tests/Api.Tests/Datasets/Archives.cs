using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace TrainingService.Api.Tests.Datasets;

/// <summary>Honest and hostile archives.</summary>
internal static class Archives
{
    public static byte[] Zip(params (string Name, byte[] Content)[] entries) => Zip(_ => { }, entries);

    public static byte[] Zip(Action<ZipArchiveEntry> change, params (string Name, byte[] Content)[] entries)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                var entry = zip.CreateEntry(name);
                change(entry);
                using var stream = entry.Open();
                stream.Write(content);
            }
        }

        return bytes.ToArray();
    }

    public static byte[] Tar(params TarEntry[] entries)
    {
        var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var entry in entries) tar.WriteEntry(entry);
        }

        return bytes.ToArray();
    }

    public static TarEntry Entry(string name, byte[]? content = null, TarEntryType type = TarEntryType.RegularFile, string? link = null)
    {
        var entry = new PaxTarEntry(type, name);
        if (content is not null) entry.DataStream = new MemoryStream(content);
        if (link is not null) entry.LinkName = link;
        return entry;
    }

    public static byte[] Gzip(byte[] content)
    {
        var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(content);
        return bytes.ToArray();
    }

    /// <summary>The same with one byte changed in the middle.</summary>
    public static byte[] Flipped(byte[] archive, int at)
    {
        var copy = archive.ToArray();
        copy[at] ^= 0x55;
        return copy;
    }

    /// <summary>A zip whose entries say that they are encrypted: bit 0 of the flags, in both headers.</summary>
    public static byte[] Encrypted(byte[] content)
    {
        var zip = Zip(("secret.csv", content));
        zip[6] |= 1;
        var directory = zip.AsSpan().LastIndexOf("PK\x01\x02"u8);
        zip[directory + 8] |= 1;
        return zip;
    }

    /// <summary>A zip whose header says that one byte comes out, while many do.</summary>
    public static byte[] LyingAboutItsSize(byte[] content)
    {
        var zip = Zip(("a.csv", content));
        var directory = zip.AsSpan().LastIndexOf("PK\x01\x02"u8);
        BitConverter.TryWriteBytes(zip.AsSpan(directory + 24), 1);
        return zip;
    }

    /// <summary>A tar whose extended header claims and has many megabytes, which a careless reader holds in memory.</summary>
    public static byte[] LargeHeader(int size)
    {
        var header = new byte[512];
        Encoding.ASCII.GetBytes("PaxHeader").CopyTo(header, 0);
        Encoding.ASCII.GetBytes("0000644\0" + "0000000\0" + "0000000\0").CopyTo(header, 100);
        Encoding.ASCII.GetBytes(Convert.ToString(size, 8).PadLeft(11, '0') + "\0").CopyTo(header, 124);
        Encoding.ASCII.GetBytes("00000000000\0").CopyTo(header, 136);
        Encoding.ASCII.GetBytes("        ").CopyTo(header, 148);
        header[156] = (byte)'x';
        Encoding.ASCII.GetBytes("ustar\0" + "00").CopyTo(header, 257);
        var sum = header.Sum(b => b);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        return [.. header, .. new byte[(size + 511) / 512 * 512]];
    }
}
