using TrainingService.Compute.Data;

namespace TrainingService.Compute.Training;

/// <summary>
/// Goes before the training through the order of rows and announces those that will be read next to data that lies on a disk, so that they are in memory
/// when the batch is gathered. It only ever says which rows, so it changes no bit of the result. A thread of its own; telling it allocates nothing.
/// </summary>
internal sealed unsafe class ReadAhead : IDisposable
{
    /// <summary>How far it goes before the training: what a disk delivers in a good while, and little beside what a training takes.</summary>
    private const long AheadBytes = 64 << 20;
    private const long ChunkBytes = 1 << 20;

    private readonly DataSchema schema;
    private readonly Thread thread;
    private readonly object gate = new();
    private readonly CancellationTokenSource stop = new();
    private readonly long aheadRows;
    private readonly int chunkRows;
    private Pass pass;
    private int reached;

    // The position at which the thread has something to do again: it is not woken at every batch.
    private long due = long.MaxValue;

    private ReadAhead(DataSchema schema)
    {
        this.schema = schema;
        var rowBytes = Math.Max(1, schema.Fields.Sum(RowBytes));
        (aheadRows, chunkRows) = (Math.Max(64, AheadBytes / rowBytes), (int)Math.Clamp(ChunkBytes / rowBytes, 8, 4096));
        thread = new Thread(Work) { IsBackground = true, Name = "read-ahead" };
        thread.Start();
    }

    /// <summary>For parts of which one has data on a disk; else null.</summary>
    public static ReadAhead? Over(DataSchema schema, params ReadOnlySpan<DataPart> parts)
    {
        foreach (var part in parts)
        {
            if (part.Fields.Any(field => field.IsOnDisk)) return new ReadAhead(schema);
        }

        return null;
    }

    /// <summary>The batch that begins at a position is read now. A position before the last one, or another order, begins a pass.</summary>
    public void Reached(DataPart part, RowSpan rows, int position)
    {
        lock (gate)
        {
            var isNew = pass.Part != part || pass.Rows.Pointer != rows.Pointer || position < reached || pass.Number == 0;
            if (isNew) pass = new Pass(pass.Number + 1, part, rows);
            reached = position;
            if (isNew || reached >= due) Monitor.Pulse(gate);
        }
    }

    /// <summary>Ends the thread.</summary>
    public void Dispose()
    {
        stop.Cancel();
        lock (gate) Monitor.Pulse(gate);
        thread.Join();
        stop.Dispose();
    }

    private static long RowBytes(FieldSchema field) => (long)field.Count * field.ElementBytes;

    private void Work()
    {
        for (var seen = default(Pass); !stop.IsCancellationRequested;)
        {
            lock (gate)
            {
                due = long.MaxValue;
                while (pass.Number == seen.Number && !stop.IsCancellationRequested) Monitor.Wait(gate);
                seen = pass;
            }

            if (!stop.IsCancellationRequested) Follow(seen);
        }
    }

    private void Follow(Pass followed)
    {
        var fields = new List<int>();
        for (var i = 0; i < schema.Fields.Count; i++)
        {
            if (followed.Part!.Fields[i].BeginPass(stop.Token)) fields.Add(i);
        }

        if (fields.Count == 0) return;
        for (var next = 0; WaitFor(followed, ref next); next += chunkRows)
        {
            var rows = followed.Rows.Slice(next, chunkRows);
            foreach (var i in fields) followed.Part!.Fields[i].Fetch(rows.Rows, RowBytes(schema.Fields[i]));
        }
    }

    /// <summary>Waits until rows from a position on are due; false when the pass is over. Rows that were read already are passed over.</summary>
    private bool WaitFor(Pass followed, ref int next)
    {
        lock (gate)
        {
            while (true)
            {
                if (stop.IsCancellationRequested || pass.Number != followed.Number) return false;
                next = Math.Max(next, reached);
                if (next >= followed.Rows.Count) return false;
                if (next - reached < aheadRows) return true;
                due = next - aheadRows + 1;
                Monitor.Wait(gate);
            }
        }
    }

    private readonly record struct Pass(int Number, DataPart? Part, RowSpan Rows);
}
