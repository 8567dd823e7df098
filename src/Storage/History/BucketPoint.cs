using System.Buffers.Binary;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.History;

/// <summary>A point as it stands in a stretch.</summary>
/// <param name="Epoch">From 1; 0 for none.</param>
/// <param name="Seq">The event that brought it.</param>
/// <param name="Step">Steps done by then.</param>
/// <param name="At">Microseconds since 1970.</param>
/// <param name="Value">As it was measured.</param>
internal readonly record struct BucketPoint(int Epoch, long Seq, long Step, long At, double Value)
{
    public const int Bytes = 36;

    public bool IsThere => Epoch > 0;

    public MetricPoint ToPoint() => new(Seq, Epoch, Step, UnixMicroseconds.Time(At), Value);

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(to[4..], Seq);
        BinaryPrimitives.WriteInt64LittleEndian(to[12..], Step);
        BinaryPrimitives.WriteInt64LittleEndian(to[20..], At);
        BinaryPrimitives.WriteDoubleLittleEndian(to[28..], Value);
    }

    public static BucketPoint Read(ReadOnlySpan<byte> from) => new(
        BinaryPrimitives.ReadInt32LittleEndian(from),
        BinaryPrimitives.ReadInt64LittleEndian(from[4..]),
        BinaryPrimitives.ReadInt64LittleEndian(from[12..]),
        BinaryPrimitives.ReadInt64LittleEndian(from[20..]),
        BinaryPrimitives.ReadDoubleLittleEndian(from[28..]));
}
