using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TrainingService.Datasets.Formats.Tables;

/// <summary>
/// Reads a column's numbers out of a block of text: of each cell up to 16 digits and a mark at once, without a jump that depends on them. Digits are
/// moved together over the mark and added up in pairs (as in Lemire's "Number parsing at a gigabyte per second", 2021). What that can't read, and
/// machines without SSE 4.1, go to <see cref="NumberParser"/>; both give the same bits.
/// </summary>
internal static class NumberCells
{
    private const ulong HighDigits = 100_000_000;

    /// <summary>Reads cells from one row on, until one is no number.</summary>
    /// <param name="text">The block.</param>
    /// <param name="ends">Ends of all its cells, times two.</param>
    /// <param name="cell">The column's cell in the block's first row; not the first of its row.</param>
    /// <param name="width">Cells in a row.</param>
    /// <param name="mark">The decimal mark.</param>
    /// <param name="row">The first row to read.</param>
    /// <param name="numbers">Receives the numbers, by row.</param>
    /// <returns>The row that holds no number; as many as there are rows when all do.</returns>
    public static int Read(byte[] text, ReadOnlySpan<int> ends, int cell, int width, byte mark, int row, Span<double> numbers)
    {
        if (numbers.IsEmpty) return 0;
        _ = ends[cell - 1 + row * width];
        _ = ends[cell + (numbers.Length - 1) * width];
        ref var end = ref Unsafe.Add(ref MemoryMarshal.GetReference(ends), (nint)cell + (nint)row * width);
        ref var first = ref MemoryMarshal.GetArrayDataReference(text);
        var powers = NumberParser.Powers;
        var (marks, zeros, nine) = (Vector128.Create(mark), Vector128.Create((byte)'0'), Vector128.Create((byte)9));
        for (; row < numbers.Length; row++, end = ref Unsafe.Add(ref end, width))
        {
            var start = (Unsafe.Add(ref end, -1) >> 1) + 1;
            var length = (end >> 1) - start;
            if (Sse41.IsSupported && start + 1 + Vector128<byte>.Count <= text.Length)
            {
                ref var letter = ref Unsafe.Add(ref first, start);
                var isNegative = letter == (byte)'-' ? 1 : 0;
                var size = length - (isNegative | (letter == (byte)'+' ? 1 : 0));
                var letters = Vector128.LoadUnsafe(ref Unsafe.Add(ref letter, length - size));
                var digits = letters - zeros;
                var inside = (uint)(size - 1) < (uint)Vector128<byte>.Count ? uint.MaxValue >> (32 - size) : 0;
                var points = Vector128.Equals(letters, marks).ExtractMostSignificantBits() & inside;
                var others = Vector128.GreaterThan(digits, nine).ExtractMostSignificantBits() & inside;
                if (others == points && (points & (points - 1)) == 0 && points != inside)
                {
                    var place = BitOperations.TrailingZeroCount(points | 1u << size);
                    var fraction = Math.Max(size - 1 - place, 0);
                    var number = Digits(digits, size - (points == 0 ? 0 : 1), place);
                    if (number <= NumberParser.MostExactInteger)
                    {
                        var value = (long)number / powers[fraction];
                        numbers[row] = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(value) | (long)isNegative << 63);
                        continue;
                    }
                }
            }

            if (!NumberParser.TryParse(text.AsSpan(start, length), mark, out numbers[row])) return row;
        }

        return row;
    }

    /// <summary>The whole number of some digits; the lane at <paramref name="place"/> and those from there on are one further back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Digits(Vector128<byte> digits, int count, int place)
    {
        // Right-aligned: lanes before the first digit ask for a negative place, which gives zero.
        var from = Vector128<sbyte>.Indices + Vector128.Create((sbyte)(count - Vector128<byte>.Count));
        from -= Vector128.GreaterThan(from, Vector128.Create((sbyte)(place - 1)));
        var pairs = Ssse3.MultiplyAddAdjacent(Ssse3.Shuffle(digits, from.AsByte()), Vector128.Create((short)0x010A).AsSByte());
        var fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create(0x0001_0064).AsInt16());
        var eights = Sse2.MultiplyAddAdjacent(Sse41.PackUnsignedSaturate(fours, fours).AsInt16(), Vector128.Create(0x0001_2710).AsInt16()).AsUInt32();
        return eights[0] * HighDigits + eights[1];
    }
}
