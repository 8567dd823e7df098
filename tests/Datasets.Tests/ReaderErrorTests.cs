using System.Buffers.Binary;
using System.IO.Compression;
using TrainingService.Datasets.Readers;

namespace TrainingService.Datasets.Tests;

public sealed class ReaderErrorTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("reader-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("a,b,label\n1,2,x\n3,y\n", "train.csv, row 3: 2 cells, expected 3")]
    [InlineData("a,b,label\n1,2,x\n3,4,5,y\n", "train.csv, row 3: 4 cells, expected 3")]
    [InlineData("a,b,label\n1,2,x\n3,four,y\n", "train.csv, row 3, column b: \"four\" is not a finite number")]
    [InlineData("a,b,label\n1,,x\n3,4,y\n", "train.csv, row 2, column b: \"\" is not a finite number")]
    [InlineData("a,b,label\n1,NaN,x\n3,4,y\n", "train.csv, row 2, column b: \"NaN\" is not a finite number")]
    [InlineData("a,b,label\n1,2,x\n3,\"4,y\n", "train.csv, row 3")]
    [InlineData("a,b,label\n", "train.csv: there are no rows")]
    [InlineData("", "train.csv: a header")]
    [InlineData("a,a,label\n1,2,x\n", "train.csv, row 1: a column name is there twice")]
    [InlineData("a,label\n1,x\n2,y\n", "row 1: the columns differ")]
    [InlineData("a,b,label\n1,2,x\n3,4,x\n", "at least two classes")]
    [InlineData("a,b,label\n1,2,x\n3,4,z\n", "test.csv, row 3, column label: class \"y\" is not in the training part")]
    public void A_bad_table_is_refused_with_file_row_and_column(string training, string says)
    {
        File.WriteAllText(Path.Combine(folder, "train.csv"), training);
        File.WriteAllText(Path.Combine(folder, "test.csv"), "a,b,label\n1,2,x\n3,4,y\n");
        Manifest("\"format\":\"csv\",\"target_column\":\"label\",\"input_shape\":[2],\"training\":{\"features\":\"train.csv\"},\"test\":{\"features\":\"test.csv\"}");
        Assert.Contains(says, Refusal(), StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[], byte[], string> BadImages => new()
    {
        { "wrong magic", Gzip(Idx(0x0C03, [2, 2, 2], 8)), Labels(2), "images.gz: the magic number is 0x00000c03, expected 0x00000803" },
        { "labels as images", Gzip(Labels(20)), Labels(2), "the magic number is 0x00000801" },
        { "huge dimensions", Gzip(Idx(0x0803, [int.MaxValue, 2, 2], 8)), Labels(2), "images.gz: the header declares more values" },
        { "overflowing dimensions", Gzip(Idx(0x0803, [65536, 65536, 65536], 8)), Labels(2), "images.gz: the header declares more values" },
        { "negative dimension", Gzip(Idx(0x0803, [-1, 2, 2], 8)), Labels(2), "images.gz: dimension 0 is -1" },
        { "too short", Gzip(Idx(0x0803, [2, 2, 2], 7)), Labels(2), "images.gz: the file ends after 7 of 8 values" },
        { "too long", Gzip(Idx(0x0803, [2, 2, 2], 9)), Labels(2), "images.gz: the file goes on" },
        { "no header", Gzip([0, 0]), Labels(2), "images.gz: the file ends within its header" },
        { "damaged gzip", Damaged(Gzip(Idx(0x0803, [2, 2, 2], 8))), Labels(2), "images.gz:" },
        { "other size", Gzip(Idx(0x0803, [2, 3, 2], 12)), Labels(2), "images.gz: images are 3x2, expected [2, 2, 1]" },
        { "too few labels", Gzip(Idx(0x0803, [2, 2, 2], 8)), Labels(1), "labels: 1 labels for the 2 images" },
        { "label too large", Gzip(Idx(0x0803, [4, 2, 2], 16)), Labels(4), "labels, row 4: label 3 is not below the 3 classes" },
    };

    [Theory]
    [MemberData(nameof(BadImages), DisableDiscoveryEnumeration = true)]
    public void Bad_images_are_refused_with_the_file_and_the_fault(string fault, byte[] images, byte[] labels, string says)
    {
        Assert.NotEmpty(fault);
        File.WriteAllBytes(Path.Combine(folder, "images.gz"), images);
        File.WriteAllBytes(Path.Combine(folder, "labels"), labels);
        Manifest("""
            "format":"idx","input_shape":[2,2,1],"classes":["a","b","c"],
            "training":{"features":"images.gz","labels":"labels"},"test":{"features":"images.gz","labels":"labels"}
            """);
        Assert.Contains(says, Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        Manifest("\"format\":\"csv\",\"input_shape\":[2],\"training\":{\"features\":\"gone.csv\"},\"test\":{\"features\":\"gone.csv\"}");
        Assert.StartsWith("gone.csv: the file is missing", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_bundled_set_does_not_take_the_others_away()
    {
        var bundled = Directory.CreateDirectory(Path.Combine(folder, "bundled")).FullName;
        foreach (var (name, row) in new[] { ("good", "1"), ("bad", "one") })
        {
            var path = Directory.CreateDirectory(Path.Combine(bundled, name)).FullName;
            File.WriteAllText(Path.Combine(path, "t.csv"), $"a,label\n{row},x\n2,y\n");
            File.WriteAllText(Path.Combine(path, "dataset.json"), $$"""
                {"name":"{{name}}","description":"d","licence":"l","target":"class","format":"csv","input_shape":[1],"training":{"features":"t.csv"},"test":{"features":"t.csv"} }
                """);
        }

        using var service = new Service(bundled);
        Assert.Equal(["good"], (await service.Catalog.ListAsync()).Select(dataset => dataset.Name));
    }

    private void Manifest(string members) => File.WriteAllText(
        Path.Combine(folder, DatasetManifest.FileName), $$"""{"name":"t","description":"d","licence":"l","target":"class",{{members}}}""");

    private string Refusal() => Assert.Throws<InvalidDataException>(() => FolderReader.Read(folder, DatasetManifest.Read(folder))).Message;

    private static byte[] Labels(int count)
    {
        var file = Idx(0x0801, [count], count);
        for (var i = 0; i < count; i++) file[8 + i] = (byte)i;
        return file;
    }

    private static byte[] Idx(uint magic, int[] dimensions, int values)
    {
        var file = new byte[4 + 4 * dimensions.Length + values];
        BinaryPrimitives.WriteUInt32BigEndian(file, magic);
        for (var i = 0; i < dimensions.Length; i++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + 4 * i), dimensions[i]);
        return file;
    }

    private static byte[] Gzip(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest)) gzip.Write(content);
        return memory.ToArray();
    }

    private static byte[] Damaged(byte[] gzip)
    {
        gzip[^6] ^= 0xff;
        return gzip;
    }
}
