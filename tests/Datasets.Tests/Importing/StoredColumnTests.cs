using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Tests.Importing;

public sealed class StoredColumnTests : IDisposable
{
    private readonly ImportFixture fixture = new();

    private static string DataFolder => Path.Combine(AppContext.BaseDirectory, "data");

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void A_table_is_stored_in_columns_by_part()
    {
        fixture.Add("a-train.csv", "x,label\n1.5,b\n,a\n").Add("a-test.csv", "x,label\n7,b\n");
        var version = fixture.Import();
        Assert.Equal([new DatasetPart("train", 2), new DatasetPart("test", 1)], version.Header.Parts);
        Assert.Equal([ColumnType.Number, ColumnType.Category], version.Header.Columns.Select(column => column.Type));
        Assert.Equal("label", version.Header.Target);
        var train = version.Part("train");
        var numbers = new double[2];
        train.Column("x").ReadNumbers(0, numbers);
        Assert.Equal([1.5, double.NaN], numbers);
        Assert.True(train.Column("x").IsMissing(1));
        var codes = new int[2];
        train.Column("label").ReadCodes(0, codes);
        Assert.Equal([1, 0], codes);
        Assert.Equal(["a", "b"], train.Column("label").Info.Classes);
    }

    [Fact]
    public void MNIST_holds_the_well_known_bytes()
    {
        foreach (var path in Directory.GetFiles(Path.Combine(DataFolder, "mnist"), "*.gz")) fixture.AddPath(path);
        var version = fixture.Import();
        Assert.Equal([new DatasetPart("train", 60_000), new DatasetPart("test", 10_000)], version.Header.Parts);
        var image = version.Part("train").Column("image");
        Assert.Equal((ColumnType.Image, 784), (image.Info.Type, image.RowBytes));
        Assert.Equal([28, 28, 1], image.Info.Shape!);
        var codes = new int[5];
        version.Part("train").Column("label").ReadCodes(0, codes);
        Assert.Equal([5, 0, 4, 1, 9], codes);
        Assert.Equal(Enumerable.Range(0, 10).Select(digit => $"{digit}"), version.Header.Columns[1].Classes!);
        var sum = 0L;
        foreach (var value in image.RowsBytes(0, 60_000)) sum += value;
        Assert.Equal(33.318421, sum / (60_000.0 * 784), 5);
    }
}
