using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Preprocessing.Rows;

namespace TrainingService.Datasets.Preprocessing.Fitting;

/// <summary>The rows learned from, and no others: everything fitted reads the data through this, in chunks, in the order of the rows.</summary>
internal sealed class TrainingRows
{
    /// <summary>Rows read at once.</summary>
    public const int ChunkRows = 8192;

    private readonly int[] rows;
    private readonly (StoredRows Rows, int First)[] parts;

    /// <param name="version">The stored version.</param>
    /// <param name="rows">Ascending rows, numbered through all parts in their order.</param>
    public TrainingRows(StoredVersion version, int[] rows)
    {
        this.rows = rows;
        var first = 0;
        var list = new List<(StoredRows, int)>();
        foreach (var part in version.Parts)
        {
            list.Add((new StoredRows(part), first));
            first += checked((int)part.Rows);
        }

        parts = [.. list];
    }

    private TrainingRows((StoredRows Rows, int First)[] parts, int[] rows) => (this.parts, this.rows) = (parts, rows);

    /// <summary>How many there are.</summary>
    public int Count => rows.Length;

    /// <summary>About so many of them when there are more, else all: whole stretches, evenly spread, so that reading them is cheap.</summary>
    public TrainingRows Some(int most)
    {
        var stretches = most / ChunkRows;
        if (rows.Length <= most) return this;
        var picked = new List<int>(most);
        for (var i = 0L; i < stretches; i++) picked.AddRange(rows.AsSpan((int)((rows.Length - ChunkRows) * i / (stretches - 1)), ChunkRows));
        return new TrainingRows(parts, [.. picked]);
    }

    /// <summary>Stretches of a part with the rows of them that are learned from (counted from the stretch's first).</summary>
    public IEnumerable<TrainingChunk> Chunks()
    {
        var next = 0;
        while (next < rows.Length)
        {
            var (part, first) = parts.Last(pair => pair.First <= rows[next]);
            var start = rows[next];
            var end = Math.Min(start + ChunkRows, first + part.Rows);
            var last = next;
            while (last < rows.Length && rows[last] < end) last++;
            var picked = new int[last - next];
            for (var i = 0; i < picked.Length; i++) picked[i] = rows[next + i] - start;
            yield return new TrainingChunk(part, start - first, rows[last - 1] - start + 1, picked);
            next = last;
        }
    }

    /// <summary>Numbers of a column in chunks, only of the rows learned from.</summary>
    public IEnumerable<double[]> Numbers(Action<IRowSource, int, double[]> read)
    {
        foreach (var chunk in Chunks())
        {
            var all = new double[chunk.Count];
            read(chunk.Rows, chunk.First, all);
            for (var i = 0; i < chunk.Picked.Length; i++) all[i] = all[chunk.Picked[i]]; // They ascend: none is read after its place was written.
            yield return chunk.Picked.Length == all.Length ? all : all[..chunk.Picked.Length];
        }
    }
}

/// <summary>A stretch of a part.</summary>
/// <param name="Rows">The part.</param>
/// <param name="First">Its first row, numbered within the part.</param>
/// <param name="Count">Rows of the stretch.</param>
/// <param name="Picked">Those learned from, numbered within the stretch.</param>
internal sealed record TrainingChunk(IRowSource Rows, int First, int Count, int[] Picked);
