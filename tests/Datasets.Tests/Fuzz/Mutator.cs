using System.Buffers.Binary;

namespace TrainingService.Datasets.Tests.Fuzz;

/// <summary>Damages bytes in ways that find faults in readers: flips, extreme numbers, cuts, copies, and what is special in texts. The same seed
/// does the same.</summary>
internal sealed class Mutator(ulong seed)
{
    private static readonly byte[][] Tokens =
    [
        "\""u8.ToArray(), "\n"u8.ToArray(), "\r"u8.ToArray(), ","u8.ToArray(), "\t"u8.ToArray(), [0], [0xff], [0xef, 0xbb, 0xbf], [0xff, 0xfe],
            "NaN"u8.ToArray(), "1e999"u8.ToArray(),
        "-"u8.ToArray(), "{"u8.ToArray(), "}"u8.ToArray(), "["u8.ToArray(), "[[[[[[[["u8.ToArray(), "null"u8.ToArray(),
            "99999999999999999999"u8.ToArray(), "\\ud800"u8.ToArray(), "<!--"u8.ToArray(), "&lt;"u8.ToArray(),
    ];

    private ulong state = seed * 6364136223846793005 + 1442695040888963407;

    public int Below(int most)
    {
        state = state * 6364136223846793005 + 1442695040888963407;
        return (int)((state >> 33) % (ulong)most);
    }

    public byte[] Mutate(byte[] content)
    {
        var bytes = content.ToList();
        for (var times = 1 + Below(4); times > 0; times--) Once(bytes);
        return [.. bytes];
    }

    private void Once(List<byte> bytes)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)Below(256));
            return;
        }

        // Faults in headers are the worst: half of the places are near the beginning.
        var at = Below(2) == 0 ? Below(Math.Min(bytes.Count, 128)) : Below(bytes.Count);
        switch (Below(9))
        {
            case 0: bytes[at] ^= (byte)(1 << Below(8)); break;
            case 1: bytes[at] = (byte)Below(256); break;
            case 2: Extreme(bytes, at); break;
            case 3: bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + Below(64))); break;
            case 4: bytes.RemoveRange(at, bytes.Count - at); break;
            case 5: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, 1 + Below(256)))); break;
            case 6: bytes.InsertRange(at, Tokens[Below(Tokens.Length)]); break;
            case 7: bytes.InsertRange(at, Enumerable.Range(0, 1 + Below(32)).Select(_ => (byte)Below(256)).ToArray()); break;
            default: Move(bytes, at); break;
        }
    }

    private void Extreme(List<byte> bytes, int at)
    {
        int[] values = [0, 1, -1, int.MaxValue, int.MinValue, 0x10000, 0x7fffff, 0x40000000];
        Span<byte> four = stackalloc byte[4];
        if (Below(2) == 0) BinaryPrimitives.WriteInt32BigEndian(four, values[Below(values.Length)]);
        else BinaryPrimitives.WriteInt32LittleEndian(four, values[Below(values.Length)]);
        for (var i = 0; i < 4 && at + i < bytes.Count; i++) bytes[at + i] = four[i];
    }

    private void Move(List<byte> bytes, int at)
    {
        var moved = bytes.GetRange(at, Math.Min(bytes.Count - at, 1 + Below(128)));
        bytes.RemoveRange(at, moved.Count);
        bytes.InsertRange(Below(bytes.Count + 1), moved);
    }
}
