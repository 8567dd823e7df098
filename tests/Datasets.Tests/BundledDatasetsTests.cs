using System.Security.Cryptography;
using TrainingService.Compute.Data;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Datasets.Columns;

namespace TrainingService.Datasets.Tests;

public sealed class BundledDatasetsTests : IDisposable
{
    private readonly Service service = new();

    private static string DataFolder => Path.Combine(AppContext.BaseDirectory, "data");

    public void Dispose() => service.Dispose();

    [Fact]
    public async Task The_three_bundled_sets_are_there_on_the_first_start_by_name()
    {
        var list = await service.ListAsync();
        Assert.Equal(["digits", "iris", "mnist"], list.Select(dataset => dataset.Name));
        Assert.All(list, dataset => Assert.Matches("^[0-9a-f]{64}$", Assert.Single(dataset.Versions).Version));
        Assert.All(list, dataset => Assert.NotEmpty(dataset.Licence));
        Assert.All(list, dataset => Assert.NotEmpty(dataset.Description));
        Assert.All(list, dataset => Assert.True(dataset.IsBundled));
        Assert.Empty(service.Errors);
    }

    [Theory]
    [InlineData("mnist", 60_000, 10_000, 10, new[] { 28, 28, 1 })]
    [InlineData("digits", 1_437, 360, 10, new[] { 8, 8, 1 })]
    [InlineData("iris", 120, 30, 3, new[] { 4 })]
    public async Task A_bundled_set_has_its_published_size(string name, int training, int test, int classes, int[] shape)
    {
        var version = await service.FindAsync(name);
        var data = await service.LoadAsync(name, version.Version[..8]);
        Assert.Equal(version.Version, data.Description.Version);
        Assert.Equal((training, test, classes), (data.Training.Rows, data.Test.Rows, data.Description.Schema.TargetSize));
        Assert.Equal((training, test), (data.Description.TrainingRows, data.Description.TestRows));
        Assert.Equal(shape, data.Description.Schema.Fields[0].Shape);
        var field = data.Description.Schema.Fields[0];
        var values = field.Kind == FieldKind.Bytes ? Bytes(data.Training).Length : Floats(data.Training).Length;
        Assert.Equal((training * shape.Aggregate(1, (product, size) => product * size), "input"), (values, field.Name));
        Assert.Equal(Enumerable.Range(0, classes), Labels(data.Training).Distinct().Order());
    }

    [Fact]
    public async Task MNIST_holds_the_well_known_bytes()
    {
        var data = await service.LoadAsync("mnist");

        // SHA-256 of the unpacked files without their headers would do too; these counts are published everywhere.
        Assert.Equal([5, 0, 4, 1, 9], Labels(data.Training)[..5]);
        Assert.Equal([7, 2, 1, 0, 4], Labels(data.Test)[..5]);
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], Counts(data.Training));
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], Counts(data.Test));
        Assert.Equal(33.318421, Bytes(data.Training).Average(value => (double)value), 5);
    }

    [Fact]
    public async Task MNIST_is_standardized_over_all_pixels_of_the_rows_trained_on()
    {
        var prepared = await service.Preparation.PrepareAsync(new DatasetSpec { Name = "mnist" }, 0);
        var scaling = Assert.IsType<FieldScaling>(prepared.Dataset.Prepared!.Scaling[0]);

        // Mean 0.1307 and deviation 0.3081 of 0 to 1 are published everywhere.
        Assert.Equal(1 / (0.30810780 * 255), Assert.Single(scaling.Scale), 1e-8);
        Assert.Equal(-0.13066047 / 0.30810780, Assert.Single(scaling.Shift), 1e-6);
        Assert.Contains("preprocessing", prepared.Dataset.ModelMetadata.Keys);
    }

    [Fact]
    public async Task Digits_are_numbers_from_0_to_16_and_iris_keeps_its_columns_and_sorted_classes()
    {
        var digits = await service.LoadAsync("digits");
        Assert.Equal((0f, 16f), (Floats(digits.Training).Min(), Floats(digits.Training).Max()));
        Assert.Equal([0, 0, 5, 13, 9, 1, 0, 0], Floats(digits.Training)[..8]);
        var header = HeaderFile.Read((await service.FindAsync("iris")).Folder);
        Assert.Equal(["sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm", "label"], header.Columns.Select(column => column.Name));
        Assert.Equal("label", header.Target);
        var iris = await service.LoadAsync("iris");
        Assert.Equal(["setosa", "versicolor", "virginica"], iris.Description.ClassNames);
        Assert.Equal([5.1f, 3.5f, 1.4f, 0.2f], Floats(iris.Training)[..4]);
    }

    [Theory]
    [InlineData("digits/digits8x8-test.csv", "b65086129a59650ffd913451ac1f766d99e7b2e142021477a3f7cf69bf5fa3e5")]
    [InlineData("digits/digits8x8-train.csv", "cb11e08ca42c2adfbbfe2ecca8011c4123163d9987a49d4681e5f0f5470d58c8")]
    [InlineData("iris/iris-test.csv", "6f816195dde071f7b8df5fcefa08b8bb57cc4b7eb1143a7bdd5c4ef7f062398f")]
    [InlineData("iris/iris-train.csv", "3f5fe4dec2a7b1a4d5c19ba73ec60bc8a70ba7abc3d22d60b9ccd1a70cee0cd8")]
    [InlineData("mnist/t10k-images-idx3-ubyte.gz", "5634745efa576a17e7d4cf5cd9d09123c75e6538e5114267c2d156edaf519341")]
    [InlineData("mnist/t10k-labels-idx1-ubyte.gz", "ae18e77e031ccde52407f794d123116439864147d33ac992975f85dd4dc42af6")]
    [InlineData("mnist/train-images-idx3-ubyte.gz", "71524e2cd1ad2968737f7f2f2ff69cbfc32df8ccddff51593f7cb2d4e0eb5b64")]
    [InlineData("mnist/train-labels-idx1-ubyte.gz", "fe03b8bd7915f70bf5aa08be480aa413fbd85afcaa58b35d230d335f284fd88e")]
    public void A_bundled_file_is_the_published_one_and_its_folder_has_a_licence(string file, string sha256)
    {
        var path = Path.Combine(DataFolder, file);
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(path)!, "LICENSE.txt")));
    }

    private static byte[] Bytes(DataPart part) => Service.Values<byte>(part.Fields[0]);

    private static float[] Floats(DataPart part) => Service.Values<float>(part.Fields[0]);

    private static int[] Labels(DataPart part) => Service.Values<int>(part.Fields[^1]);

    private static int[] Counts(DataPart part) => [.. Labels(part).CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => pair.Value)];
}
