using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace TrainingService.Conformance.Tests.Golden;

/// <summary>An array of a NumPy file: its sizes and its elements, widened to double (each of float32, float64 and int32 fits exactly).</summary>
internal sealed record NpyArray(int[] Shape, double[] Data)
{
    public float[] Floats => [.. Data.Select(value => (float)value)];

    public int[] Integers => [.. Data.Select(value => checked((int)value))];
}

/// <summary>Reads .npz files: zip archives of arrays in C order, beside which other entries may lie.</summary>
internal sealed partial class NpzFile : IDisposable
{
    private readonly ZipArchive archive;

    public NpzFile(string path) => archive = ZipFile.OpenRead(path);

    /// <summary>Names of the arrays, without ".npy".</summary>
    public IEnumerable<string> Names =>
        archive.Entries.Where(entry => entry.FullName.EndsWith(".npy", StringComparison.Ordinal)).Select(entry => entry.FullName[..^4]);

    public NpyArray this[string name] => Parse(Bytes(name + ".npy"), name);

    public byte[] Bytes(string entry)
    {
        using var stream = (archive.GetEntry(entry) ?? throw new InvalidDataException($"There is no {entry} in the archive.")).Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    public void Dispose() => archive.Dispose();

    /// <summary>NEP 1: magic, version 1.0, length of the header, header as a Python literal, elements.</summary>
    private static NpyArray Parse(byte[] bytes, string name)
    {
        var length = BitConverter.ToUInt16(bytes, 8);
        var header = Encoding.Latin1.GetString(bytes, 10, length);
        var type = Descr().Match(header).Groups[1].Value;
        int[] shape = [.. Sizes().Match(header).Groups[1].Value
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
        var body = bytes.AsSpan(10 + length);
        double[] data = type switch
        {
            "<f4" => [.. MemoryMarshal.Cast<byte, float>(body).ToArray().Select(value => (double)value)],
            "<f8" => MemoryMarshal.Cast<byte, double>(body).ToArray(),
            "<i4" => [.. MemoryMarshal.Cast<byte, int>(body).ToArray().Select(value => (double)value)],
            _ => throw new InvalidDataException($"{name} holds elements of type {type}."),
        };
        return new NpyArray(shape, data);
    }

    [GeneratedRegex("'descr': '([^']+)'")]
    private static partial Regex Descr();

    [GeneratedRegex(@"'shape': \(([^)]*)\)")]
    private static partial Regex Sizes();
}
