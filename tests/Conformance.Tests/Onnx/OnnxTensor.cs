using System.Runtime.InteropServices;

namespace TrainingService.Conformance.Tests.Onnx;

/// <summary>A tensor of a node test: sizes and elements, row by row. Whole numbers and truth values are held as doubles too.</summary>
internal sealed record OnnxTensor(int[] Shape, double[] Data)
{
    public int Rank => Shape.Length;

    /// <summary>Reads a TensorProto.</summary>
    public static OnnxTensor Parse(byte[] message)
    {
        var fields = ProtoReader.Fields(message);
        int[] shape = [.. fields.Where(field => field.Number == 1).SelectMany(field => field.Integers()).Select(size => (int)size)];
        var type = (int)fields.Single(field => field.Number == 2).Value;
        var raw = fields.SingleOrDefault(field => field.Number == 9)?.Bytes;
        double[] data = raw is null ? Listed(fields, type) : type switch
        {
            1 => [.. MemoryMarshal.Cast<byte, float>(raw).ToArray().Select(value => (double)value)],
            6 => [.. MemoryMarshal.Cast<byte, int>(raw).ToArray().Select(value => (double)value)],
            7 => [.. MemoryMarshal.Cast<byte, long>(raw).ToArray().Select(value => (double)value)],
            9 => [.. raw.Select(value => (double)value)],
            11 => MemoryMarshal.Cast<byte, double>(raw).ToArray(),
            _ => throw new NotSupportedException($"Elements of type {type}."),
        };
        return new OnnxTensor(shape, data);
    }

    public OnnxTensor Reshaped(params int[] shape)
    {
        Assert.Equal(Shape.Aggregate(1, (product, size) => product * size), shape.Aggregate(1, (product, size) => product * size));
        return new OnnxTensor(shape, Data);
    }

    /// <summary>Axis i of the result is axis order[i] of this.</summary>
    public OnnxTensor Transposed(params int[] order)
    {
        int[] shape = [.. order.Select(axis => Shape[axis])];
        var strides = new int[Rank];
        for (var (axis, stride) = (Rank - 1, 1); axis >= 0; axis--) (strides[axis], stride) = (stride, stride * Shape[axis]);
        var data = new double[Data.Length];
        var index = new int[Rank];
        for (var to = 0; to < data.Length; to++)
        {
            var from = 0;
            for (var axis = 0; axis < Rank; axis++) from += index[axis] * strides[order[axis]];
            data[to] = Data[from];
            for (var axis = Rank - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) index[axis] = 0;
        }

        return new OnnxTensor(shape, data);
    }

    /// <summary>From [n, c, ...] to [n, ..., c].</summary>
    public OnnxTensor ChannelsLast() => Transposed([0, .. Enumerable.Range(2, Rank - 2), 1]);

    /// <summary>A part of the first axis.</summary>
    public OnnxTensor Slice(int from, int to)
    {
        var size = Data.Length / Shape[0];
        return new OnnxTensor([to - from, .. Shape[1..]], Data[(from * size)..(to * size)]);
    }

    public OnnxTensor Mapped(Func<double, double> map) => new(Shape, [.. Data.Select(map)]);

    private static double[] Listed(List<ProtoField> fields, int type) => type switch
    {
        1 => [.. fields.Where(field => field.Number == 4)
            .SelectMany(field => field.Bytes is null ? [field.Float] : MemoryMarshal.Cast<byte, float>(field.Bytes).ToArray()).Select(value => (double)value)],
        6 or 9 => [.. fields.Where(field => field.Number == 5).SelectMany(field => field.Integers()).Select(value => (double)value)],
        7 => [.. fields.Where(field => field.Number == 7).SelectMany(field => field.Integers()).Select(value => (double)value)],
        _ => throw new NotSupportedException($"Listed elements of type {type}."),
    };
}
