using System.Runtime.InteropServices;
using TrainingService.Compute.Data;

namespace TrainingService.Compute.Inference;

/// <summary>Rows of a network's inputs, each as often as there are sequences being followed for it, with the decoder's tokens in place.</summary>
internal sealed class RowCopies(IReadOnlyList<FieldSchema> fields, DataPart rows, int decoderField)
{
    /// <summary>The rows asked for.</summary>
    /// <param name="owners">Which row of the original each is.</param>
    /// <param name="tokens">The decoder's tokens of each.</param>
    /// <param name="length">How many of them are real.</param>
    public DataPart For(int[] owners, int[] tokens, int length)
    {
        var lengths = fields[decoderField].HasLengths ? Enumerable.Repeat(length, owners.Length).ToArray() : null;
        return new DataPart(
            owners.Length,
            [.. fields.Select((field, i) => i == decoderField ? new ArrayField<int>(tokens, lengths) : Copy(field, rows.Fields[i], owners))]);
    }

    private static unsafe FieldData Copy(FieldSchema field, FieldData data, int[] owners)
    {
        var bytes = checked(field.Count * field.ElementBytes);
        var copies = new byte[checked(owners.Length * bytes)];
        for (var i = 0; i < owners.Length; i++)
            new ReadOnlySpan<byte>((byte*)data.Values + ((long)owners[i] * bytes), bytes).CopyTo(copies.AsSpan(i * bytes));
        int[]? lengths = data.Lengths == null ? null : new int[owners.Length];
        for (var i = 0; i < lengths?.Length; i++) lengths[i] = data.Lengths[owners[i]];
        return field.Kind switch
        {
            FieldKind.Bytes => new ArrayField<byte>(copies, lengths),
            FieldKind.Floats => new ArrayField<float>(MemoryMarshal.Cast<byte, float>(copies).ToArray(), lengths),
            _ => new ArrayField<int>(MemoryMarshal.Cast<byte, int>(copies).ToArray(), lengths),
        };
    }
}
