using System.Buffers;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Data;

namespace TrainingService.Compute.Runtime;

/// <summary>A dataset's parts and scaling at fixed addresses, as kernels read them; nothing is copied.</summary>
internal sealed unsafe class BoundData : IDisposable
{
    private readonly List<MemoryHandle> handles = [];
    private readonly Dictionary<DataPart, NativeBuffer> sources = new(ReferenceEqualityComparer.Instance);
    private readonly DataSchema schema;
    private readonly IReadOnlyList<FieldScaling?> scaling;

    /// <summary>Binds parts as they are asked for.</summary>
    /// <param name="schema">Their fields.</param>
    /// <param name="scaling">For each field its scaling, or null.</param>
    public BoundData(DataSchema schema, IReadOnlyList<FieldScaling?> scaling) => (this.schema, this.scaling) = (schema, scaling);

    /// <summary>One source per field of a part; the same address whenever asked.</summary>
    public FieldSource* Sources(DataPart part)
    {
        if (sources.TryGetValue(part, out var bound)) return (FieldSource*)bound.Pointer;
        if (part.Fields.Count < schema.Fields.Count)
            throw new ArgumentException($"The part has {part.Fields.Count} fields, its schema {schema.Fields.Count}.", nameof(part));
        var buffer = sources[part] = new NativeBuffer(schema.Fields.Count * sizeof(FieldSource));
        for (var i = 0; i < schema.Fields.Count; i++)
        {
            var (field, data) = (schema.Fields[i], part.Fields[i]);
            var wanted = (long)part.Rows * field.Count * field.ElementBytes;
            if (data.Bytes < wanted)
                throw new ArgumentException($"Field \"{field.Name}\" has {data.Bytes} bytes, expected {wanted} for {part.Rows} rows.", nameof(part));
            var factors = scaling[i] ?? FieldScaling.None;
            ((FieldSource*)buffer.Pointer)[i] = new FieldSource
            {
                Values = data.Values, Lengths = data.Lengths, Scale = Pin(factors.Scale), Shift = Pin(factors.Shift), Factors = factors.Scale.Length,
            };
        }

        return (FieldSource*)buffer.Pointer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        handles.ForEach(handle => handle.Dispose());
        foreach (var buffer in sources.Values) buffer.Dispose();
    }

    private float* Pin(float[] values)
    {
        handles.Add(values.AsMemory().Pin());
        return (float*)handles[^1].Pointer;
    }
}
