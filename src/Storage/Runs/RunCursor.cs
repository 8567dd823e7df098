using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.Runs;

/// <summary>Where a page of the list ended: time and id of its last run, bound to the filter it was made with.</summary>
internal readonly record struct RunCursor(DateTime CreatedAt, Guid Id)
{
    private const int Filter = 8;
    private const int Size = Filter + 8 + 16;

    /// <summary>The cursor as an opaque word for URLs.</summary>
    public string Encode(IReadOnlyList<RunState> states)
    {
        Span<byte> bytes = stackalloc byte[Size];
        Mark(states, bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[Filter..], UnixMicroseconds.Of(CreatedAt));
        Id.TryWriteBytes(bytes[(Filter + 8)..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <exception cref="FormatException">It is no cursor, or one of another filter.</exception>
    public static RunCursor Decode(string text, IReadOnlyList<RunState> states)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (!Base64Url.IsValid(text, out var length) || length != Size || !Base64Url.TryDecodeFromChars(text, bytes, out _))
        {
            throw new FormatException("This is not a cursor of this list: pass `next_cursor` as it came, or none for the first page.");
        }

        Span<byte> mark = stackalloc byte[Filter];
        Mark(states, mark);
        if (!mark.SequenceEqual(bytes[..Filter]))
        {
            throw new FormatException("The cursor belongs to a list with another filter: start again without a cursor.");
        }

        var time = BinaryPrimitives.ReadInt64BigEndian(bytes[Filter..]);
        if (time is < 0 or > 253_402_300_799_999_999) throw new FormatException("This is not a cursor of this list.");
        return new RunCursor(UnixMicroseconds.Time(time), new Guid(bytes[(Filter + 8)..], bigEndian: true));
    }

    private static void Mark(IReadOnlyList<RunState> states, Span<byte> mark)
    {
        var text = string.Join(',', states.Distinct().Order());
        SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, Filter).CopyTo(mark);
    }
}
