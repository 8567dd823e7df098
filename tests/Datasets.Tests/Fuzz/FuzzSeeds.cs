using System.Text;
using Parquet;
using TrainingService.Datasets.Formats.Images;
using TrainingService.Datasets.Tests.Importing;

namespace TrainingService.Datasets.Tests.Fuzz;

/// <summary>Small valid files of every format.</summary>
internal static class FuzzSeeds
{
    private static readonly byte[] Png = ImageFormatTests.Content("rgb.png");

    public static IReadOnlyDictionary<string, Func<List<(string Name, byte[] Content)>>> All { get; } = new Dictionary<string,
        Func<List<(string, byte[])>>>
    {
        ["csv"] = () => [("t.csv", Text(
            string.Concat(Enumerable.Range(0, 40).Select(i => i == 0 ? "a,b,c,label\n" : $"{i}.5,2024-01-{1 + i % 28:00},yes,x{i % 3}\n"))))],
        ["csv_parts"] = () => [("a-train.csv", Text("a,label\n1,x\n2,y\n3,x\n")), ("a-test.csv", Text("a,label\n1,x\n2,y\n"))],
        ["csv_quoted"] = () => [("t.csv", Text("a,b\n\"x, y\",1\n\"say \"\"hi\"\"\",2\n\"two\nlines\",3\n"))],
        ["csv_utf16"] = () => [("t.csv", [0xff, 0xfe, .. Encoding.Unicode.GetBytes("naïve;größe\nü;1,5\ny;2,5\n")])],
        ["csv_gzip"] = () => [("t.csv.gz", ArrayFormatTests.Gzip(Text("a,b\n1,2\n3,4\n")))],
        ["tsv"] = () => [("t.tsv", Text("label\ttext\na\tsome \"words\"\nb\tother words\n"))],
        ["jsonl"] = () => [("t.jsonl", Text("{\"a\":1,\"b\":\"x\",\"c\":[1,2]}\n{\"a\":2.5,\"b\":null,\"c\":[3,4],\"d\":{\"e\":true}}\n"))],
        ["text"] = () => [("t.txt", Text("Once upon a time\nthere was ä line.\n\nThe end"))],
        ["idx"] = () => [("train-images-idx3-ubyte.gz", ArrayFormatTests.Gzip(ArrayFormatTests.Idx(0x0803, [4, 3, 2], 24))),
            ("train-labels-idx1-ubyte", ArrayFormatTests.Idx(0x0801, [4], 4))],
        ["npy"] = () => [("c_order.npy", ImageFormatTests.Content("c_order.npy"))],
        ["npy_fortran"] = () => [("fortran.npy", ImageFormatTests.Content("fortran.npy"))],
        ["npz"] = () => [("mixed.npz", ImageFormatTests.Content("mixed.npz"))],
        ["cifar"] = () => [("train.bin", Enumerable.Range(0, 3073 * 2).Select(i => (byte)(i % 3073 == 0 ? 1 : i)).ToArray()),
            ("labels.txt", Text("cat\ndog\n"))],
        ["parquet_snappy"] = () => [("t.parquet", TableFormatTests.ParquetFile(CompressionMethod.Snappy).GetAwaiter().GetResult())],
        ["parquet_zstd"] = () => [("t.parquet", TableFormatTests.ParquetFile(CompressionMethod.Zstd).GetAwaiter().GetResult())],
        ["png"] = () => [("a/1.png", Png), ("b/2.png", ImageFormatTests.Content("palette.png"))],
        ["jpeg"] = () => [("a/1.jpg", ImageFormatTests.Content("progressive.jpg")), ("b/2.jpg", ImageFormatTests.Content("orientation6.jpg"))],
        ["webp"] = () => [("a/1.webp", ImageFormatTests.Content("lossy.webp")), ("b/2.webp", ImageFormatTests.Content("animated.webp"))],
        ["image_table"] = () => [("labels.csv", Text("file,label\n1.png,a\n2.png,b\n")), ("1.png", Png), ("2.png", Png)],
        ["coco"] = () => [("i.json", Text(ImageFormatTests.Coco("[1,2,3,2]", "{\"counts\":[10,2,36],\"size\":[6,8]}"))), ("1.png", Png),
            ("2.png", Png)],
        ["voc"] = () =>
        [
            ("Annotations/1.xml", Text(ImageFormatTests.Voc("1", 2, 2, 4, 3))), ("JPEGImages/1.jpg", ImageFormatTests.Content("orientation1.jpg")),
            ("SegmentationClass/1.png", ImageEncoder.Png(new byte[48], 6, 8, 1)),
        ],
    };

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
