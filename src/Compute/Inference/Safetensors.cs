using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TrainingService.Compute.Inference;

/// <summary>
/// The safetensors format (https://github.com/huggingface/safetensors): 8 bytes little-endian length, a JSON header with name, dtype, shape and
/// offsets of each tensor, then the raw numbers. Only F32 is written and read. What everybody's tools open, without executing anything.
/// </summary>
public static class Safetensors
{
    private const string Metadata = "__metadata__";
    private const int LargestHeader = 100_000_000;

    /// <summary>Writes tensors in the given order.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="tensors">Name and shape of each, in order.</param>
    /// <param name="metadata">Strings that travel along.</param>
    /// <param name="valuesOf">A tensor's numbers, row-major, by its place.</param>
    public static void Write(
        Stream destination, IReadOnlyList<(string Name, IReadOnlyList<int> Shape)> tensors, IReadOnlyDictionary<string, string> metadata, TensorValues valuesOf)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(valuesOf);
        var header = new JsonObject { [Metadata] = new JsonObject(metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))) };
        var offset = 0L;
        foreach (var (name, shape) in tensors)
        {
            var end = offset + shape.Aggregate((long)sizeof(float), (product, size) => product * size);
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. shape.Select(size => (JsonNode)size)]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }

        // Numbers begin at a multiple of 8 bytes; the format allows spaces behind the header.
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = (json.Length + 7) / 8 * 8;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, padded);
        destination.Write(length);
        destination.Write(json);
        destination.Write("       "u8[..(padded - json.Length)]);
        for (var i = 0; i < tensors.Count; i++) destination.Write(MemoryMarshal.AsBytes(valuesOf(i)));
    }

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or holds another type than F32.</exception>
    public static TensorFile Read(Stream source)
    {
        ArgumentNullException.ThrowIfNull(source);
        try
        {
            Span<byte> prefix = stackalloc byte[8];
            source.ReadExactly(prefix);
            var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
            if (length is < 2 or > LargestHeader) throw new InvalidDataException($"The safetensors header would have {length} bytes.");
            var json = new byte[length];
            source.ReadExactly(json);
            var header = JsonNode.Parse(json)?.AsObject() ?? throw new InvalidDataException("The safetensors header is empty.");
            var metadata = header[Metadata]?.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>()) ?? [];
            var tensors = new Dictionary<string, Tensor>();
            var position = 0L;
            foreach (var (name, entry) in header.Where(pair => pair.Key != Metadata).OrderBy(pair => pair.Value!["data_offsets"]![0]!.GetValue<long>()))
            {
                if (entry!["dtype"]!.GetValue<string>() != "F32") throw new InvalidDataException($"{name}: only F32 is read.");
                int[] shape = [.. entry["shape"]!.AsArray().Select(size => size!.GetValue<int>())];
                var values = new float[shape.Aggregate(1, (product, size) => checked(product * size))];
                var (start, end) = (entry["data_offsets"]![0]!.GetValue<long>(), entry["data_offsets"]![1]!.GetValue<long>());
                if (start != position || end - start != (long)values.Length * sizeof(float)) throw new InvalidDataException($"{name}: its offsets do not fit its shape.");
                source.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
                tensors[name] = new Tensor(shape, values);
                position = end;
            }

            return new TensorFile(tensors, metadata);
        }
        catch (Exception exception) when (exception is EndOfStreamException or JsonException or NullReferenceException or InvalidOperationException or OverflowException)
        {
            throw new InvalidDataException($"This is no complete safetensors file: {exception.Message}", exception);
        }
    }
}

/// <summary>The numbers of a tensor by its place.</summary>
public delegate ReadOnlySpan<float> TensorValues(int index);

/// <summary>A tensor in memory.</summary>
/// <param name="Shape">Its sizes.</param>
/// <param name="Values">Its numbers, row-major.</param>
public sealed record Tensor(IReadOnlyList<int> Shape, float[] Values);

/// <summary>A safetensors file in memory.</summary>
/// <param name="Tensors">By name.</param>
/// <param name="Metadata">The strings that travelled along.</param>
public sealed record TensorFile(IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata);
