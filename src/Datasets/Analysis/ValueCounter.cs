using System.Runtime.CompilerServices;

namespace TrainingService.Datasets.Analysis;

/// <summary>Counts equal values by 64-bit key up to a number of different ones; each keeps the row it was first seen in. Not thread-safe.</summary>
internal sealed class ValueCounter
{
    private readonly int most;
    private Entry[] entries = new Entry[64];
    private int[] slots = new int[256];

    /// <param name="most">Different values after which counting stops.</param>
    public ValueCounter(int most) => this.most = most;

    /// <summary>Different values so far.</summary>
    public int Count { get; private set; }

    /// <summary>Whether there were more than can be counted.</summary>
    public bool IsFull { get; private set; }

    /// <summary>The values in order of appearance.</summary>
    public ReadOnlySpan<Entry> Entries => entries.AsSpan(0, Count);

    /// <summary>Counts one value; nothing once it is full.</summary>
    public void Add(ulong key, long row)
    {
        if (IsFull) return;
        var mask = slots.Length - 1;
        for (var slot = (int)Bits.Mix(key) & mask; ; slot = (slot + 1) & mask)
        {
            var index = slots[slot] - 1;
            if (index < 0)
            {
                Insert(key, row, slot);
                return;
            }

            if (entries[index].Key != key) continue;
            entries[index].Times++;
            return;
        }
    }

    private void Insert(ulong key, long row, int slot)
    {
        if (Count == most)
        {
            IsFull = true;
            return;
        }

        if (Count == entries.Length) Array.Resize(ref entries, Count * 2);
        entries[Count++] = new Entry { Key = key, Times = 1, Row = row };
        slots[slot] = Count;
        if (Count * 2 > slots.Length) Grow();
    }

    private void Grow()
    {
        slots = new int[slots.Length * 4];
        var mask = slots.Length - 1;
        for (var index = 0; index < Count; index++)
        {
            var slot = (int)Bits.Mix(entries[index].Key) & mask;
            while (slots[slot] != 0) slot = (slot + 1) & mask;
            slots[slot] = index + 1;
        }
    }

    /// <summary>A value and how often it was there.</summary>
    internal struct Entry
    {
        public ulong Key;
        public long Times;
        public long Row;
    }
}

/// <summary>Mixing of bits.</summary>
internal static class Bits
{
    /// <summary>A bijection whose every output bit depends on every input bit (splitmix64's finalizer).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9UL;
        value = (value ^ (value >> 27)) * 0x94d049bb133111ebUL;
        return value ^ (value >> 31);
    }
}
