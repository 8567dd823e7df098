using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace TrainingService.Datasets.Columns;

/// <summary>Different byte strings in the order of their first appearance, up to a number. Not thread-safe.</summary>
internal sealed class Utf8Dictionary
{
    private readonly int most;
    private int[] slots = new int[256];
    private ulong[] hashes = new ulong[64];
    private int[] ends = new int[64];
    private byte[] bytes = new byte[1024];

    /// <param name="most">Entries after which no more are taken.</param>
    public Utf8Dictionary(int most) => this.most = most;

    /// <summary>Number of entries.</summary>
    public int Count { get; private set; }

    /// <summary>The text of an entry.</summary>
    public ReadOnlySpan<byte> this[int code] => bytes.AsSpan(Start(code), ends[code] - Start(code));

    /// <summary>The code of a text, which is added when it is new; -1 when it is new and there is no room.</summary>
    public int Add(ReadOnlySpan<byte> text)
    {
        var hash = Hash(text);
        var mask = slots.Length - 1;
        for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            var code = slots[slot] - 1;
            if (code < 0)
            {
                if (Count >= most) return -1;
                slots[slot] = Append(text, hash) + 1;
                if (Count * 2 > slots.Length) Grow();
                return Count - 1;
            }

            if (hashes[code] == hash && this[code].SequenceEqual(text)) return code;
        }
    }

    /// <summary>All entries as texts.</summary>
    public string[] ToArray()
    {
        var texts = new string[Count];
        for (var code = 0; code < Count; code++) texts[code] = Encoding.UTF8.GetString(this[code]);
        return texts;
    }

    /// <summary>A well-mixed hash of bytes, the same on every machine.</summary>
    public static ulong Hash(ReadOnlySpan<byte> text)
    {
        var hash = 0x9E3779B97F4A7C15UL ^ (ulong)text.Length;
        while (text.Length >= 8)
        {
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(text));
            text = text[8..];
        }

        var rest = 0UL;
        for (var i = 0; i < text.Length; i++) rest |= (ulong)text[i] << (8 * i);
        return Mix(hash ^ rest);
    }

    private static ulong Mix(ulong value)
    {
        value *= 0xff51afd7ed558ccdUL;
        value ^= BitOperations.RotateRight(value, 32);
        value *= 0xc4ceb9fe1a85ec53UL;
        return value ^ (value >> 29);
    }

    private int Start(int code) => code == 0 ? 0 : ends[code - 1];

    private int Append(ReadOnlySpan<byte> text, ulong hash)
    {
        if (Count == ends.Length)
        {
            Array.Resize(ref ends, Count * 2);
            Array.Resize(ref hashes, Count * 2);
        }

        var start = Start(Count);
        if (start + text.Length > bytes.Length) Array.Resize(ref bytes, Math.Max(bytes.Length * 2, start + text.Length));
        text.CopyTo(bytes.AsSpan(start));
        hashes[Count] = hash;
        ends[Count] = start + text.Length;
        return Count++;
    }

    private void Grow()
    {
        slots = new int[slots.Length * 2];
        var mask = slots.Length - 1;
        for (var code = 0; code < Count; code++)
        {
            var slot = (int)hashes[code] & mask;
            while (slots[slot] != 0) slot = (slot + 1) & mask;
            slots[slot] = code + 1;
        }
    }
}
