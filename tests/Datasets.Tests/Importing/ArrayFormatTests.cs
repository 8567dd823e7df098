using System.Buffers.Binary;
using System.IO.Compression;
using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Tests.Importing;

/// <summary>IDX, NumPy and CIFAR records: values come back as they were written, by NumPy itself where it has the format.</summary>
public sealed class ArrayFormatTests : IDisposable
{
    private readonly ImportFixture fixture = new();

    public static string Fixtures => Path.Combine(AppContext.BaseDirectory, "Fixtures");

    public void Dispose() => fixture.Dispose();

    [Theory]
    [InlineData("c_order.npy")]
    [InlineData("fortran.npy")]
    public void Both_orders_of_an_array_give_the_same_rows(string file)
    {
        var column = fixture.AddPath(Path.Combine(Fixtures, file)).Import().Parts[0];
        var name = Path.GetFileNameWithoutExtension(file);
        Assert.Equal((ColumnType.Tensor, 4), (column.Column(name).Info.Type, (int)column.Rows));
        Assert.Equal([3, 2], column.Column(name).Info.Shape!);
        var numbers = new float[24];
        column.Column(name).ReadNumbers(0, numbers);
        Assert.Equal(Enumerable.Range(0, 24).Select(value => (float)value), numbers);
    }

    [Fact]
    public void An_archive_of_arrays_keeps_big_endian_and_fortran_order_halves_texts_and_truths()
    {
        var part = fixture.AddPath(Path.Combine(Fixtures, "mixed.npz")).Import().Parts[0];
        var x = new float[12];
        part.Column("x").ReadNumbers(0, x);
        Assert.Equal(Enumerable.Range(0, 12).Select(value => (float)value), x);
        var codes = new double[4];
        part.Column("y").ReadNumbers(0, codes);
        Assert.Equal([0, 1, 2, 1], codes);
        Assert.Equal(["a", "bb", "ü", ""], Enumerable.Range(0, 4).Select(row => part.Column("name").ReadText(row)));
        var halves = new float[4];
        part.Column("f16").ReadNumbers(0, halves);
        Assert.Equal([1.5f, -2, float.NaN, 0], halves);
        var truths = new int[4];
        part.Column("flag").ReadCodes(0, truths);
        Assert.Equal([1, 0, 1, 1], truths);
    }

    [Fact]
    public void Arrays_that_name_their_part_are_parts_of_one_column()
    {
        var version = fixture.AddPath(Path.Combine(Fixtures, "keras.npz")).Import();
        Assert.Equal([new DatasetPart("train", 4), new DatasetPart("test", 2)], version.Header.Parts);
        Assert.Equal(["x", "y"], version.Header.Columns.Select(column => column.Name));
        Assert.Equal((ColumnType.Image, ColumnType.Category), (version.Header.Columns[0].Type, version.Header.Columns[1].Type));
        Assert.Equal(9, version.Part("test").Column("x").RowSpan(1)[63]);
    }

    [Theory]
    [InlineData("object.npy", "unsupported_array")]
    [InlineData("records.npy", "unsupported_array")]
    [InlineData("complex.npy", "unsupported_array")]
    public void Arrays_of_other_things_are_refused(string file, string code)
    {
        var problem = fixture.AddPath(Path.Combine(Fixtures, file)).Refusal();
        Assert.Equal((code, file), (problem.Code, problem.File));
        Assert.NotNull(problem.Remedy);
    }

    [Theory]
    [InlineData(0x08, 1, new byte[] { 0, 255 }, new double[] { 0, 255 })]
    [InlineData(0x09, 1, new byte[] { 1, 255 }, new double[] { 1, -1 })]
    [InlineData(0x0b, 2, new byte[] { 1, 0, 255, 255 }, new double[] { 256, -1 })]
    [InlineData(0x0c, 4, new byte[] { 0, 1, 0, 0, 255, 255, 255, 255 }, new double[] { 65536, -1 })]
    [InlineData(0x0d, 4, new byte[] { 0x3f, 0xc0, 0, 0, 0xc0, 0, 0, 0 }, new double[] { 1.5, -2 })]
    [InlineData(0x0e, 8, new byte[] { 0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0 }, new double[] { 1.5, -2 })]
    public void Each_type_of_IDX_is_read(byte type, int width, byte[] values, double[] expected)
    {
        Assert.Equal(2 * width, values.Length);
        var part = fixture.Add("values-idx1", [0, 0, type, 1, 0, 0, 0, 2, .. values]).Import().Parts[0];
        var numbers = new double[2];
        part.Column("label").ReadNumbers(0, numbers);
        Assert.Equal(expected, numbers);
    }

    [Fact]
    public void Records_of_CIFAR_become_images_with_the_channel_last()
    {
        byte[] record = [2, .. Enumerable.Repeat((byte)10, 1024), .. Enumerable.Repeat((byte)20, 1024), .. Enumerable.Repeat((byte)30, 1024)];
        var version = fixture.Add("train.bin.gz", Gzip([.. record, .. record])).Add("labels.txt", "cat\ndog\nbird\n").Import();
        Assert.Equal([10, 20, 30, 10], version.Parts[0].Column("image").RowSpan(1)[..4].ToArray());
        Assert.Equal(["cat", "dog", "bird"], version.Header.Columns[1].Classes!);
        Assert.Equal("bird", version.Header.Columns[1].Statistics["train"].Top![0].Value);
    }

    public static TheoryData<string, byte[], string> Faults => new()
    {
        { "images-idx3.gz", Gzip(Idx(0x0C03, [2, 2, 2], 8)), "truncated" },
        { "images-idx3.gz", Gzip(Idx(0x0803, [int.MaxValue, 2, 2], 8)), "truncated" },
        { "images-idx3.gz", Gzip(Idx(0x0803, [65536, 65536, 65536], 8)), "truncated" },
        { "images-idx3.gz", Gzip(Idx(0x0803, [-1, 2, 2], 8)), "empty" },
        { "images-idx3.gz", Gzip(Idx(0x0803, [2, 2, 2], 7)), "truncated" },
        { "images-idx3.gz", Gzip(Idx(0x0803, [2, 2, 2], 9)), "damaged" },
        { "images-idx3.gz", Gzip([0, 0, 8, 3, 0]), "truncated" },
        { "images-idx3.gz", Broken(Gzip(Idx(0x0803, [2, 2, 2], 8))), "damaged" },
        { "a.npy", [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 200, 0, 1], "truncated" },
        { "a.npy", [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 9, 0, 0, 0], "unknown_version" },
        { "a.npz", [(byte)'P', (byte)'K', 3, 4, 0, 0, 0, 0], "damaged" },
        { "a.bin", new byte[3073 + 5], "truncated" },
        { "a.xyz", [0, 1, 2, 3, 4, 5, 0, 0, 0], "unknown_format" },
        { "a.parquet", [(byte)'P', (byte)'A', (byte)'R', (byte)'1', 0, 0, 0, 0, (byte)'P', (byte)'A', (byte)'R', (byte)'1'], "damaged" },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void A_damaged_file_is_refused_by_name(string name, byte[] content, string code)
    {
        var problem = fixture.Add(name, content).Refusal();
        Assert.Equal((code, name), (problem.Code, problem.File));
    }

    [Fact]
    public void Files_of_a_part_that_do_not_fit_together_are_refused()
    {
        fixture.Add("train-images-idx3", Idx(0x0803, [2, 2, 2], 8)).Add("train-labels-idx1", Idx(0x0801, [3], 3));
        Assert.Equal("row_count", fixture.Refusal().Code);
    }

    [Fact]
    public void Images_of_other_sizes_in_another_part_are_refused()
    {
        fixture.Add("train-images-idx3", Idx(0x0803, [2, 2, 2], 8)).Add("test-images-idx3", Idx(0x0803, [2, 3, 2], 12));
        Assert.Equal("shape", fixture.Refusal().Code);
    }

    [Fact]
    public void A_class_without_a_name_is_refused()
    {
        byte[] record = [7, .. new byte[3072]];
        Assert.Equal("bad_class", fixture.Add("train.bin", record).Add("labels.txt", "cat\ndog\n").Refusal().Code);
    }

    public static byte[] Idx(uint magic, int[] dimensions, int values)
    {
        var file = new byte[4 + 4 * dimensions.Length + values];
        BinaryPrimitives.WriteUInt32BigEndian(file, magic);
        for (var i = 0; i < dimensions.Length; i++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + 4 * i), dimensions[i]);
        for (var i = 0; i < values; i++) file[4 + 4 * dimensions.Length + i] = (byte)(i % 3);
        return file;
    }

    public static byte[] Gzip(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest)) gzip.Write(content);
        return memory.ToArray();
    }

    private static byte[] Broken(byte[] gzip)
    {
        gzip[^6] ^= 0xff;
        return gzip;
    }
}
