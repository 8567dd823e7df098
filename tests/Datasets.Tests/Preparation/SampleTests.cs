using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs.Datasets.Preprocessing;
using TrainingService.Datasets.Formats.Images;
using TrainingService.Datasets.Tests.Importing;

namespace TrainingService.Datasets.Tests.Preparation;

/// <summary>What `validate` shows of the first row trained on, for each kind of data: the very numbers that training will get.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly Workplace workplace = new();

    public static TheoryData<string> Kinds => ["table", "image", "mask", "boxes", "tensor", "text", "pairs", "series", "tokens", "ids"];

    public void Dispose() => workplace.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_sample_is_the_first_row_that_is_trained_on(string kind)
    {
        var spec = await MakeAsync(kind);
        var sample = (await workplace.DescribeAsync(spec)).Sample;
        var data = await workplace.PrepareAsync(spec);
        Assert.NotNull(sample);
        Assert.Equal(data.Fitted.Fields.Select(field => field.Name), sample.Select(field => field.Name));
        var first = data.Dataset.Prepared!.Training?[0] ?? 0;
        for (var i = 0; i < sample.Count; i++)
        {
            var prepared = Workplace.Values(data, data.Dataset.Training, i, [first]);
            Assert.Equal(Math.Min(16, prepared.Length), sample[i].Values.Count);
            Assert.All(sample[i].Values.Zip(prepared), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
            Assert.Equal(data.Fitted.Fields[i].Schema.Shape, sample[i].Shape);
            if (data.Fitted.Fields[i].Schema.HasLengths) Assert.Equal(Workplace.Lengths(data.Dataset.Training, i)[first], sample[i].Length);
        }
    }

    [Theory]
    [InlineData("series", "v(t-2) w(t-2) v(t-1) w(t-1) v(t) w(t) | v(t+1) v(t+2)")]
    [InlineData("tokens", "a b c \n d e | b c \n d e \n")]
    [InlineData("table", "x k=a k=b | 1")]
    [InlineData("pairs", "h i | <bos> HH AY | HH AY <eos>")]
    public async Task The_sample_says_what_its_numbers_are(string kind, string names)
    {
        var sample = (await workplace.DescribeAsync(await MakeAsync(kind))).Sample!;
        Assert.Equal(names, string.Join(" | ", sample.Select(field => string.Join(' ', field.Names!))));
    }

    [Fact]
    public async Task Boxes_and_masks_say_their_classes()
    {
        var boxes = (await workplace.DescribeAsync(await MakeAsync("boxes"))).Sample![^1];
        Assert.Equal(["x", "y", "width", "height", "dog", "x", "y", "width", "height", "cat"], boxes.Names!);
        var mask = (await workplace.DescribeAsync(await MakeAsync("mask"))).Sample![^1];
        Assert.Equal(["background", "dog", "dog", "background"], mask.Names!.Skip(3).Take(4));
    }

    [Fact]
    public async Task Of_very_many_rows_there_is_a_sample_too_with_categories_from_all_of_them()
    {
        var rows = 150_000;
        await workplace.ImportAsync("t", new ImportOptions { Target = "y" }, ("t.csv", "x,k,y\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{i % 1000}.5,{(i % 50_000 == 9000 ? "rare" : "often")},{i % 2}\n"))));
        var sample = (await workplace.DescribeAsync(new DatasetSpec { Name = "t" })).Sample!;
        Assert.Equal(["x", "k=often", "k=rare"], sample[0].Names!);

        // (0.5 - mean) / deviation of 0.5 to 999.5 is -1.73; learned from a part of the rows it is nearly that.
        Assert.Equal(-1.73, sample[0].Values[0], 0.02);
    }

    [Fact]
    public async Task A_text_that_is_too_short_for_a_row_has_no_sample_and_says_so_when_prepared()
    {
        await workplace.ImportAsync("t", Text("text"), ("t.csv", "text,n\nab,1\n"));
        var spec = new DatasetSpec { Name = "t", NextToken = new NextTokenSpec { Column = "text", Length = 9 }, Preprocessing = [new TokenizeStep { Columns = ["text"], Level = TokenLevel.Char }] };
        Assert.Null((await workplace.DescribeAsync(spec)).Sample);
        var refused = await Assert.ThrowsAsync<DatasetSpecException>(() => workplace.Preparation.PrepareAsync(spec, 0));
        Assert.Equal("#/dataset/next_token/length", Assert.Single(refused.Errors).Pointer);
    }

    private async Task<DatasetSpec> MakeAsync(string kind)
    {
        var spec = new DatasetSpec { Name = kind };
        switch (kind)
        {
            case "table":
                await workplace.ImportAsync(kind, new ImportOptions { Target = "y" }, ("t.csv", "x,k,y\n1.5,b,1\n2.5,a,0\n4,a,1\n9,b,0\n"));
                return spec;
            case "ids":
                await workplace.ImportAsync(kind, new ImportOptions { Target = "y" }, ("t.csv", "k,l,y\nb,u,1\na,v,0\na,u,1\nb,v,0\n"));
                return spec with { Preprocessing = [new OrdinalStep { Columns = ["k", "l"] }] };
            case "image":
                await workplace.ImportAsync(kind, null, ("a/1.png", Picture(6, 8, 7)), ("b/2.png", Picture(6, 8, 3)));
                return spec with { Preprocessing = [new ImageResizeStep { Size = new(3, 4) }, new NormalizeStep()] };
            case "mask" or "boxes":
                await workplace.ImportAsync(kind, null, ("1.png", Picture(6, 8, 7)), ("2.png", Picture(6, 8, 3)), ("instances.json", ImageFormatTests.Coco("[1,2,3,2]", "[[1,2,4,2,4,4,1,4]]")));
                return spec with { Target = ColumnNames.Of(kind), Preprocessing = [new ImageResizeStep { Size = new(3, 4) }] };
            case "tensor":
                await workplace.ImportAsync(kind, null, ("x.npy", await File.ReadAllBytesAsync(Path.Combine(ArrayFormatTests.Fixtures, "c_order.npy"))));
                return spec with { Features = ["x"], Target = null };
            case "text":
                await workplace.ImportAsync(kind, Text("text"), ("t.csv", "text,label\nthe cat,a\na dog saw the cat,b\nthe,a\n"));
                return spec with { Target = ColumnNames.Of("label"), Preprocessing = [new TokenizeStep { Columns = ["text"] }] };
            case "pairs":
                await workplace.ImportAsync(kind, Text("word", "phonemes"), ("t.csv", "word,phonemes\nhi,HH AY\nhi,AY HH\n"));
                return spec with
                {
                    Target = ColumnNames.Of("phonemes"),
                    Preprocessing = [new TokenizeStep { Columns = ["word"], Level = TokenLevel.Char }, new TokenizeStep { Columns = ["phonemes"], Split = WordSplit.Whitespace }],
                };
            case "series":
                await workplace.ImportAsync(kind, null, ("s.csv", "t,v,w\n3,31,7\n1,10,5\n2,21,6\n" + string.Concat(Enumerable.Range(4, 20).Select(t => $"{t},{10 * t + t % 3},{t + 4}\n"))));
                return spec with
                {
                    Windows = new WindowsSpec { Lags = 3, Horizon = 2, Time = "t", Columns = ["v", "w"], Target = ColumnNames.Of("v") },
                    Validation = new ValidationSpec { Fraction = 0.2 },
                };
            default:
                await workplace.ImportAsync(kind, Text("text"), ("t.csv", "text,n\nabc,1\nde,2\nfgh,3\n"));
                return spec with { NextToken = new NextTokenSpec { Column = "text", Length = 6 }, Preprocessing = [new TokenizeStep { Columns = ["text"], Level = TokenLevel.Char }] };
        }
    }

    private static ImportOptions Text(params string[] columns) => new()
    {
        Columns = columns.ToDictionary(name => name, _ => new ColumnOptions { Type = ColumnType.Text }),
    };

    private static byte[] Picture(int height, int width, int factor) =>
        ImageEncoder.Png([.. Enumerable.Range(0, height * width * 3).Select(i => (byte)(i * factor))], height, width, 3);
}
