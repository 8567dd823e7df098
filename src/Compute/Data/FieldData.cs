using System.Buffers;

namespace TrainingService.Compute.Data;

/// <summary>A field's values of all rows of a part, row after row, at a fixed address: in memory, or mapped from a file larger than memory.</summary>
public abstract unsafe class FieldData
{
    /// <summary>The first value. Valid as long as this object is reachable.</summary>
    public abstract void* Values { get; }

    /// <summary>Real steps of each row (int32), or null when all rows have the full length.</summary>
    public virtual int* Lengths => null;

    /// <summary>Bytes of the values.</summary>
    public abstract long Bytes { get; }

    /// <summary>Whether rows may have to come from a disk, so that it pays to say beforehand which will be read.</summary>
    public virtual bool IsOnDisk => false;

    /// <summary>
    /// A pass over rows begins. Data that fits into memory is brought there now; true when it does not, and rows are to be announced by
    /// <see cref="Fetch"/>. Called on a thread that may wait for the disk.
    /// </summary>
    /// <param name="cancellation">The pass is over.</param>
    public virtual bool BeginPass(CancellationToken cancellation) => false;

    /// <summary>These rows will be read soon.</summary>
    /// <param name="rows">Their numbers.</param>
    /// <param name="rowBytes">Bytes of a row's values.</param>
    public virtual void Fetch(ReadOnlySpan<int> rows, long rowBytes)
    {
    }
}

/// <summary>Values in a managed array, held in place as long as this object lives.</summary>
/// <typeparam name="T">byte, float or int.</typeparam>
public sealed unsafe class ArrayField<T> : FieldData
    where T : unmanaged
{
    private MemoryHandle values;
    private MemoryHandle lengths;

    /// <summary>Pins the memory; nothing is copied.</summary>
    public ArrayField(ReadOnlyMemory<T> memory, ReadOnlyMemory<int> lengths = default)
    {
        Memory = memory;
        values = memory.Pin();
        this.lengths = lengths.Pin();
        HasLengths = !lengths.IsEmpty;
    }

    /// <summary>Lets go of the memory.</summary>
    ~ArrayField()
    {
        values.Dispose();
        lengths.Dispose();
    }

    /// <summary>The values.</summary>
    public ReadOnlyMemory<T> Memory { get; }

    /// <inheritdoc/>
    public override void* Values => values.Pointer;

    /// <inheritdoc/>
    public override int* Lengths => HasLengths ? (int*)lengths.Pointer : null;

    /// <inheritdoc/>
    public override long Bytes => (long)Memory.Length * sizeof(T);

    private bool HasLengths { get; }
}
