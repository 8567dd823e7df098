using TrainingService.Compute.Data;
using TrainingService.Compute.Runtime;
using TrainingService.Compute.Tests.Support;
using TrainingService.Compute.Training;

namespace TrainingService.Compute.Tests.Training;

public sealed unsafe class ReadAheadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Every_row_is_announced_in_the_order_of_reading()
    {
        using var disk = new Disk(rows: 500, rowBytes: 4);
        using var ahead = ReadAhead.Over(disk.Schema, disk.Part)!;
        using var order = new RowOrder([.. Enumerable.Range(0, 500)], [], [], seed: 3);
        foreach (var epoch in new[] { 1, 2 })
        {
            order.Shuffle(epoch);
            disk.Expect(500);
            ahead.Reached(disk.Part, order.Training, 0);
            Assert.Equal(order.Training.Rows.ToArray(), disk.Wait());
            ahead.Reached(disk.Part, order.Training, 480);
        }
    }

    [Fact]
    public void It_stays_within_64_MB_of_the_training_and_leaves_out_rows_that_were_read()
    {
        using var disk = new Disk(rows: 400, rowBytes: 1 << 20);
        using var ahead = ReadAhead.Over(disk.Schema, disk.Part)!;
        using var order = new RowOrder([.. Enumerable.Range(0, 400)], [], [], seed: 3);
        order.Shuffle(1);
        var rows = order.Training.Rows.ToArray();
        disk.Expect(64);
        ahead.Reached(disk.Part, order.Training, 0);
        Assert.Equal(rows[..64], disk.Wait());
        disk.Expect(64);
        ahead.Reached(disk.Part, order.Training, 200);
        Assert.Equal(rows[200..264], disk.Wait());
    }

    [Fact]
    public void Data_in_memory_needs_none_and_data_that_was_brought_there_is_not_announced()
    {
        using var disk = new Disk(rows: 10, rowBytes: 4) { FitsInMemory = true };
        Assert.Null(ReadAhead.Over(disk.Schema, new DataPart(10, [new ArrayField<float>(new float[10])])));
        using var order = new RowOrder([.. Enumerable.Range(0, 10)], [], [], seed: 3);
        using (var ahead = ReadAhead.Over(disk.Schema, disk.Part)!)
        {
            ahead.Reached(disk.Part, order.Training, 0);
            Assert.True(SpinWait.SpinUntil(() => disk.Passes == 1, Patience));
        }

        Assert.Empty(disk.Announced);
    }

    [Fact]
    public void A_run_over_data_on_a_disk_has_the_same_bits_as_over_data_in_memory()
    {
        var stripes = Make.Stripes();
        var data = stripes with
        {
            Description = stripes.Description with { ValidationRows = 0 },
            Prepared = new PreparedRows(null, [], null, new FieldScaling?[2]),
        };
        using var disk = new Disk(data.Training);
        Assert.Equal(Hash(data), Hash(data with { Training = new DataPart(data.Training.Rows, [disk, data.Training.Fields[1]]) }));
    }

    private static string Hash(Dataset data)
    {
        var spec = Make.Spec(Make.ConvNet());
        using var run = new TrainingRun(Make.Plan(spec with { Dataset = spec.Dataset with { Validation = null } }, data), data);
        while (true)
        {
            if (run.Advance().Result is { } result) return result.WeightsSha256;
        }
    }

    /// <summary>Data that notes what is announced.</summary>
    private sealed class Disk : FieldData, IDisposable
    {
        private readonly NativeBuffer? own;
        private readonly FieldData? inner;
        private readonly object gate = new();
        private readonly List<int> announced = [];
        private readonly long bytes;
        private int wanted;

        public Disk(int rows, int rowBytes)
        {
            // Nothing reads the values: their addresses are all that is needed.
            own = new NativeBuffer(4);
            (bytes, Schema) = ((long)rows * rowBytes, new DataSchema([new FieldSchema("input", FieldKind.Floats, [rowBytes / 4])], []));
            Part = new DataPart(rows, [this]);
        }

        public Disk(DataPart part) => (inner, bytes, Schema, Part) = (part.Fields[0], part.Fields[0].Bytes, null!, part);

        public DataSchema Schema { get; }

        public DataPart Part { get; }

        public bool FitsInMemory { get; init; }

        public int Passes { get; private set; }

        public IReadOnlyList<int> Announced => announced;

        public override void* Values => inner is null ? own!.Pointer : inner.Values;

        public override long Bytes => bytes;

        public override bool IsOnDisk => true;

        public override bool BeginPass(CancellationToken cancellation)
        {
            lock (gate) Passes++;
            return !FitsInMemory;
        }

        public override void Fetch(ReadOnlySpan<int> rows, long rowBytes)
        {
            lock (gate)
            {
                announced.AddRange(rows);
                Monitor.PulseAll(gate);
            }
        }

        public void Expect(int rows)
        {
            lock (gate)
            {
                announced.Clear();
                wanted = rows;
            }
        }

        /// <summary>What was announced, when it is as much as was expected and no more comes for a moment.</summary>
        public int[] Wait()
        {
            lock (gate)
            {
                while (announced.Count < wanted) Assert.True(Monitor.Wait(gate, Patience), $"{announced.Count} of {wanted} rows were announced");
                Monitor.Wait(gate, TimeSpan.FromMilliseconds(50));
                return [.. announced];
            }
        }

        public void Dispose() => own?.Dispose();
    }
}
