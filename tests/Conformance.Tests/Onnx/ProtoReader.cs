using System.Text;

namespace TrainingService.Conformance.Tests.Onnx;

/// <summary>One field of a protobuf message: its number, and its number or bytes.</summary>
/// <param name="Number">Field number.</param>
/// <param name="Value">Of a varint, or of a fixed-size field its bits.</param>
/// <param name="Bytes">Of a length-delimited field: text, message or packed numbers.</param>
internal sealed record ProtoField(int Number, ulong Value, byte[]? Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes!);

    public float Float => BitConverter.Int32BitsToSingle((int)Value);

    /// <summary>The whole numbers of a repeated field, packed or not.</summary>
    public IEnumerable<long> Integers()
    {
        if (Bytes is null)
        {
            yield return (long)Value;
            yield break;
        }

        for (var at = 0; at < Bytes.Length;) yield return (long)ProtoReader.Varint(Bytes, ref at);
    }
}

/// <summary>Protobuf's wire format (https://protobuf.dev/programming-guides/encoding/), as much as ONNX needs.</summary>
internal static class ProtoReader
{
    public static List<ProtoField> Fields(byte[] message)
    {
        var fields = new List<ProtoField>();
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            var (number, wire) = ((int)(key >> 3), (int)(key & 7));
            fields.Add(wire switch
            {
                0 => new ProtoField(number, Varint(message, ref at), null),
                1 => new ProtoField(number, BitConverter.ToUInt64(Take(message, ref at, 8)), null),
                2 => new ProtoField(number, 0, Take(message, ref at, (int)Varint(message, ref at))),
                5 => new ProtoField(number, BitConverter.ToUInt32(Take(message, ref at, 4)), null),
                _ => throw new InvalidDataException($"Field {number} has the wire type {wire}."),
            });
        }

        return fields;
    }

    public static ulong Varint(byte[] bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = bytes[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
    }

    private static byte[] Take(byte[] bytes, ref int at, int count)
    {
        var taken = bytes[at..(at + count)];
        at += count;
        return taken;
    }
}
