using System.Globalization;
using System.Net;
using System.Text;
using TrainingService.Contracts.Runs;
using TrainingService.Integration.Tests.Processes;

namespace TrainingService.Integration.Tests.Datasets;

/// <summary>A set of more bytes than the process may take: whoever reads it whole runs out of memory.</summary>
public sealed class LargerThanMemoryTests : IDisposable
{
    private const long MiB = 1 << 20;
    private const long Heap = 96 * MiB;
    private const int Rows = 16384;
    private const int Side = 64;
    private const int RowBytes = Side * Side * 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("training-large-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_set_twice_as_large_as_the_memory_is_uploaded_prepared_and_trained_on()
    {
        // The runtime takes the limit for all the memory there is, so that reading ahead goes the way of sets that do not fit.
        var limit = Heap.ToString("x", CultureInfo.InvariantCulture);
        await using var service = await EmbeddedService.StartAsync(_folder, new() { ["DOTNET_GCHeapHardLimit"] = $"0x{limit}" });
        using var client = new UploadClient(service.Address);
        var before = ProcessMemory.PrivateBytes(service.Process.Id);
        using var form = new MultipartFormDataContent
        {
            { new StreamContent(new Pictures()), "file", "x.npy" },
            { new ByteArrayContent(Labels()), "file", "label.npy" },
        };
        client.Http.DefaultRequestHeaders.Add("Prefer", "wait=120");
        using var uploaded = await client.Http.PostAsync("/api/v1/datasets/pictures/versions", form);
        Assert.True(uploaded.StatusCode == HttpStatusCode.Created, await uploaded.Content.ReadAsStringAsync() + service.Process.Output);

        // Cropped, so that rows are prepared and not only mapped as they were stored.
        var run = await service.SubmitAsync("""
            {
              "dataset": { "name": "pictures", "target": "label", "test": { "fraction": 0.1 }, "preprocessing": [{ "type": "image_crop", "columns": ["x"], "size": 60 }] },
              "model": { "layers": [{ "type": "global_average_pool2d" }, { "type": "dense", "units": 2 }] },
              "loss": "cross_entropy", "metrics": ["accuracy"],
              "training": { "epochs": 1, "batch_size": 64 }
            }
            """);
        var most = 0L;
        await service.UntilAsync(run, state =>
        {
            most = Math.Max(most, ProcessMemory.PrivateBytes(service.Process.Id));
            return state.State is RunState.Succeeded or RunState.Failed;
        });
        var ended = await service.RunAsync(run);
        Assert.True(ended.State == RunState.Succeeded, ended.Failure?.ToString() + service.Process.Output);
        Assert.True((long)Rows * RowBytes > 2 * Heap - MiB);
        Assert.InRange(most - before, 0, (long)Rows * RowBytes / 2);
    }

    private static byte[] Labels()
    {
        var labels = new byte[Rows];
        for (var i = 0; i < Rows; i++) labels[i] = (byte)(i % 2);
        return [.. Header("|u1", $"({Rows},)"), .. labels];
    }

    private static byte[] Header(string type, string shape)
    {
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}";
        text = text.PadRight(128 - 10 - 1) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)(128 - 10), 0, .. Encoding.ASCII.GetBytes(text)];
    }

    /// <summary>An array of pictures, made as it is read.</summary>
    private sealed class Pictures : Stream
    {
        private static readonly byte[] Head = Header("|u1", $"({Rows}, {Side}, {Side}, 3)");
        private long position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => Head.Length + (long)Rows * RowBytes;

        public override long Position
        {
            get => position;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, Length - position);
            for (var i = 0; i < count; i++) buffer[i] = At(position + i);
            position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        /// <summary>Rows of class 1 are brighter.</summary>
        private static byte At(long at) => at < Head.Length ? Head[at] : (byte)((at * 31 % 128) + (at - Head.Length) / RowBytes % 2 * 64);
    }
}
