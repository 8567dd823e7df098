using System.Globalization;
using System.Text;
using System.Text.Json;
using TrainingService.Compute.Data;
using TrainingService.Compute.Runtime;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs.Datasets.Preprocessing;
using TrainingService.Datasets.Preprocessing;
using TrainingService.Datasets.Preprocessing.Fitted;

namespace TrainingService.Datasets.Tests.Preparation;

public sealed class TableTests : IDisposable
{
    private readonly Workplace workplace = new();

    public void Dispose() => workplace.Dispose();

    [Fact]
    public async Task Without_steps_numbers_are_imputed_and_standardized_and_categories_are_one_hot_and_the_resolved_spec_says_so()
    {
        await workplace.ImportAsync("t", null, ("t.csv", "size,colour,label\n1,red,a\n3,blue,b\n,red,a\n5,green,b\n"));
        var described = await workplace.DescribeAsync(new DatasetSpec { Name = "t", Target = ColumnNames.Of("label") });
        Assert.Equal(["impute", "standardize", "one_hot"], Types(described.Spec));
        Assert.Equal("input", Assert.Single(described.Spec.Inputs!).Name);
        Assert.Equal(["size", "colour=blue", "colour=green", "colour=red"], described.Sample![0].Names!);
        Assert.Equal([0, 0, 1], described.Sample[0].Values.Skip(1));
        Assert.Equal("a", Assert.Single(described.Sample[1].Names!));
        var data = await workplace.PrepareAsync(described.Spec);
        Assert.Equal([4], data.Fitted.Inputs[0].Schema.Shape);
        var deviation = MathF.Sqrt((4 + 0 + 0 + 4) / 4f);
        Assert.Equal([-2 / deviation, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 2 / deviation, 0, 1, 0], Workplace.Training(data));
        Assert.Equal([0, 1, 0, 1], Workplace.Training(data, 1));
        Assert.Equal(["a", "b"], data.Dataset.Description.ClassNames);
    }

    [Fact]
    public async Task A_resolved_section_resolves_to_itself()
    {
        await workplace.ImportAsync("t", null, ("t.csv", Made(seed: 1)));
        var first = (await workplace.DescribeAsync(new DatasetSpec { Name = "t", Target = ColumnNames.Of("label"), Validation = new ValidationSpec { Fraction = 0.25 } })).Spec;
        var again = (await workplace.DescribeAsync(first)).Spec;
        Assert.Equal(JsonSerializer.Serialize(first, ContractsJson.Options), JsonSerializer.Serialize(again, ContractsJson.Options));
    }

    [Fact]
    public async Task Scores_get_targets_back_in_the_unit_of_the_data()
    {
        await workplace.ImportAsync("t", null, ("t.csv", "x,price\n1,100\n2,1000\n3,40000\n4,7\n"));
        var data = await workplace.PrepareAsync(new DatasetSpec
        {
            Name = "t", Target = ColumnNames.Of("price"),
            Preprocessing = [new LogStep { Columns = ["price"] }, new StandardizeStep { Columns = ["price"] }],
        });
        var unit = data.Dataset.Prepared!.Units![1]!;
        double[] prices = [.. Workplace.Training(data, 1).Select(prepared => unit(prepared, 0))];
        double[] expected = [100, 1000, 40000, 7];
        Assert.All(prices.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-4 * pair.Second));
    }

    [Theory]
    [InlineData("mean", 2.75)]
    [InlineData("median", 2)]
    [InlineData("mode", 2)]
    [InlineData("constant", 9)]
    public async Task Missing_numbers_become_what_was_learned_and_an_indicator_says_where(string strategy, double filled)
    {
        await workplace.ImportAsync("t", null, ("t.csv", "x,y\n2,1.5\n2,2.5\n,3.5\n1,4.5\n6,5.5\n"));
        var step = new ImputeStep { Strategy = Enum.Parse<ImputeStrategy>(strategy, ignoreCase: true), Value = 9, Indicator = true };
        var data = await workplace.PrepareAsync(Numbers(step));
        Assert.Equal([2, 0, 2, 0, (float)filled, 1, 1, 0, 6, 0], Workplace.Training(data));
    }

    [Fact]
    public async Task Steps_are_learned_from_what_the_steps_before_left()
    {
        await workplace.ImportAsync("t", null, ("t.csv", "x,y\n0,1.5\n1.718281828459045,2.5\n6.38905609893065,3.5\n"));
        var data = await workplace.PrepareAsync(Numbers(new LogStep(), new MinMaxStep { Low = -1, High = 1 }));
        Assert.Equal([-1f, 0f, 1f], Workplace.Training(data).Select(x => MathF.Round(x, 5)));
        var column = Assert.IsType<FittedNumbers>(data.Fitted.Inputs[0]).Columns[0];
        Assert.Equal(1.718281828459045, column.Inverse(0), 9);
    }

    [Fact]
    public async Task Signed_logarithms_take_negative_numbers_and_plain_ones_refuse_them()
    {
        await workplace.ImportAsync("t", null, ("t.csv", "x,y\n-9.5,1.5\n0,2.5\n9.5,3.5\n"));
        var data = await workplace.PrepareAsync(Numbers(new LogStep { Signed = true }));
        var expected = (float)Math.Log(10.5);
        Assert.Equal([-expected, 0, expected], Workplace.Training(data));
        var refused = await Assert.ThrowsAsync<DatasetSpecException>(() => workplace.Preparation.PrepareAsync(Numbers(new LogStep()), 0));
        Assert.Contains("-9.5", refused.Errors[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_hot_keeps_the_most_frequent_and_gathers_the_rest_and_ordinals_in_their_own_input_are_ids()
    {
        await workplace.ImportAsync("t", null, ("t.csv", "k,v,y\na,p,1.5\nb,q,2.5\na,p,3.5\nc,p,4.5\nb,q,5.5\na,r,6.5\n"));
        var data = await workplace.PrepareAsync(new DatasetSpec
        {
            Name = "t",
            Target = ColumnNames.Of("y"),
            Inputs = [new InputSpec { Name = "hot", Columns = ["k"] }, new InputSpec { Name = "ids", Columns = ["v", "k"] }],
            Preprocessing = [new OrdinalStep { Columns = ["v"] }],
        });
        Assert.Equal(FieldKind.Floats, data.Fitted.Inputs[1].Schema.Kind);
        data = await workplace.PrepareAsync(new DatasetSpec
        {
            Name = "t",
            Target = ColumnNames.Of("y"),
            Inputs = [new InputSpec { Name = "hot", Columns = ["k"] }, new InputSpec { Name = "ids", Columns = ["v"] }],
            Preprocessing = [new OrdinalStep { Columns = ["v"] }, new OneHotStep { Columns = ["k"], MaxCategories = 2 }],
        });
        Assert.Equal([1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0], Workplace.Training(data));
        Assert.Equal(["k=a", "k=b", "k other"], Assert.IsType<FittedNumbers>(data.Fitted.Inputs[0]).FeatureNames());
        Assert.Equal((FieldKind.Tokens, 4), (data.Fitted.Inputs[1].Schema.Kind, data.Fitted.Inputs[1].Schema.Classes));
        Assert.Equal([1, 2, 1, 1, 2, 3], Workplace.Training(data, 1));
    }

    [Fact]
    public async Task Several_labels_come_from_a_list_or_from_several_columns()
    {
        await workplace.ImportAsync("list", null, ("t.csv", "x,tags\n1.5,red;round\n2.5,round\n3.5,\n4.5,red; blue\n"));
        var list = await workplace.PrepareAsync(new DatasetSpec
        {
            Name = "list", Target = ColumnNames.Of("tags"), Features = ["x"], Preprocessing = [new MultiLabelStep { Columns = ["tags"] }],
        });
        Assert.Equal([3], list.Fitted.Targets[0].Schema.Shape);
        await workplace.ImportAsync("columns", null, ("t.csv", "x,hot,wet\n1.5,true,false\n2.5,true,true\n3.5,false,false\n"));
        var columns = await workplace.PrepareAsync(new DatasetSpec { Name = "columns", Target = ColumnNames.Of("hot", "wet") });
        Assert.Equal([1, 0, 1, 1, 0, 0], Workplace.Training(columns, 1));
    }

    [Fact]
    public async Task Rows_without_a_target_are_left_out()
    {
        await workplace.ImportAsync("t", null, ("t.csv", "x,grams\n1.5,1.25\n2.5,\n3.5,3.25\n4.5,5.25\n"));
        var data = await workplace.PrepareAsync(new DatasetSpec { Name = "t", Target = ColumnNames.Of("grams"), Preprocessing = [new KeepStep { Columns = ["x", "grams"] }] });
        Assert.Equal([1.5f, 3.5f, 4.5f], Workplace.Training(data));
        Assert.Equal([1.25f, 3.25f, 5.25f], Workplace.Training(data, 1));
    }

    /// <summary>The one that would catch validation or test data leaking into anything learned.</summary>
    [Fact]
    public async Task Whatever_held_out_rows_hold_changes_nothing_learned_and_no_bit_of_the_training_rows()
    {
        var spec = new DatasetSpec
        {
            Name = "t",
            Target = ColumnNames.Of("label"),
            Features = ["a", "b", "c", "k", "text"],
            Validation = new ValidationSpec { Fraction = 0.3, By = SplitBy.Time },
            Inputs = null,
            Preprocessing =
            [
                new ImputeStep { Columns = ["a"], Strategy = ImputeStrategy.Median }, new StandardizeStep { Columns = ["a"] },
                new ImputeStep { Columns = ["b"] }, new LogStep { Columns = ["b"] }, new MinMaxStep { Columns = ["b"] },
                new ImputeStep { Columns = ["c"], Strategy = ImputeStrategy.Mode }, new OneHotStep { Columns = ["k"] }, new TokenizeStep { Columns = ["text"] },
            ],
        };
        var tame = await FitAsync(spec, wild: false);
        var wild = await FitAsync(spec, wild: true);
        Assert.Equal(tame, wild);
    }

    [Fact]
    public async Task The_json_of_what_was_learned_prepares_the_same_bits()
    {
        await workplace.ImportAsync("t", null, ("t.csv", Made(seed: 3)));
        var data = await workplace.PrepareAsync(new DatasetSpec { Name = "t", Target = ColumnNames.Of("label") });
        var text = JsonSerializer.Serialize(data.Fitted, ContractsJson.Options);
        var read = JsonSerializer.Deserialize<FittedPreprocessing>(text, ContractsJson.Options)!;
        Assert.Equal(text, JsonSerializer.Serialize(read, ContractsJson.Options));
    }

    [Fact]
    public async Task Rows_sent_for_a_prediction_are_prepared_as_the_rows_trained_on_were()
    {
        await workplace.ImportAsync("t", null, ("t.csv", "size,colour,label\n1.5,red,a\n3.5,blue,b\n,red,a\n5.5,green,b\n"));
        var data = await workplace.PrepareAsync(new DatasetSpec { Name = "t", Target = ColumnNames.Of("label") });
        var read = FittedPreprocessing.FromJson(data.Dataset.ModelMetadata[FittedPreprocessing.MetadataKey]);
        var part = read.Apply(Json("""[{"size":1.5,"colour":"red"},{"size":"3.5","colour":"blue"},{"colour":"red"},{"size":5.5,"colour":"green"}]"""));
        Assert.Equal(Workplace.Training(data), ((ArrayField<float>)part.Fields[0]).Memory.ToArray());

        var refused = Assert.Throws<DatasetSpecException>(() => read.Apply(Json("""[{"size":"big"},{"siez":1},7]""")));
        Assert.Equal(
            ["#/rows/1/siez unknown_member size", "#/rows/2 wrong_type "], refused.Errors.Select(error => $"{error.Pointer} {error.Code} {error.DidYouMean}"));
        refused = Assert.Throws<DatasetSpecException>(() => read.Apply(Json("""[{"size":"big","colour":"red"}]""")));
        Assert.Equal("#/rows/0/size", Assert.Single(refused.Errors).Pointer);
    }

    private static JsonElement[] Json(string rows) => [.. JsonDocument.Parse(rows).RootElement.EnumerateArray()];

    [Fact]
    public async Task Everything_wrong_is_reported_at_once_with_pointers()
    {
        await workplace.ImportAsync("t", null, ("t.csv", Made(seed: 1)));
        var errors = await workplace.ErrorsAsync(new DatasetSpec
        {
            Name = "t",
            Target = ColumnNames.Of("labell"),
            Features = ["a", "nope", "a"],
            Validation = new ValidationSpec { Fraction = 0.2, Folds = 3, Fold = 3, By = SplitBy.Group },
            Test = new ValidationSpec { Part = "tset" },
            Preprocessing = [new StandardizeStep { Columns = ["k"] }, new ImageResizeStep { Size = new(8, 8) }],
        });
        Assert.Equal(
            [
                "#/dataset/target not_found", "#/dataset/features/1 not_found", "#/dataset/features/2 duplicate", "#/dataset/preprocessing/0/columns/0 not_found",
                "#/dataset/preprocessing/1 no_columns", "#/dataset/test/part not_found", "#/dataset/validation conflict",
                "#/dataset/validation/fold out_of_range", "#/dataset/validation/column missing",
            ],
            errors.Select(error => $"{error.Pointer} {error.Code}"));
        Assert.Equal("label", errors[0].DidYouMean);
    }

    private async Task<string> FitAsync(DatasetSpec spec, bool wild)
    {
        using var place = new Workplace();
        await place.ImportAsync("t", null, ("train.csv", Made(5, rows: 200, wildFrom: wild ? 140 : 200)), ("test.csv", Made(6, rows: 50, wildFrom: wild ? 0 : 50)));
        var data = await place.PrepareAsync(spec);
        Assert.Equal(60, data.Dataset.Description.ValidationRows);
        var training = string.Join(' ', data.Fitted.Fields.SelectMany((_, field) => Workplace.Training(data, field)).Select(x => x.ToString("R", CultureInfo.InvariantCulture)));
        return JsonSerializer.Serialize(data.Fitted with { Version = "" }, ContractsJson.Options) + training;
    }

    private static DatasetSpec Numbers(params PreprocessingSpec[] steps) => new()
    {
        Name = "t",
        Target = ColumnNames.Of("y"),
        Preprocessing = [.. steps.Select(step => step with { Columns = ["x"] })],
    };

    private static string[] Types(DatasetSpec spec) =>
        [.. spec.Preprocessing!.Select(step => JsonSerializer.SerializeToElement(step, ContractsJson.Options).GetProperty("type").GetString()!)];

    /// <summary>Numbers with gaps, a category, a text and a label; from a row on everything is far off.</summary>
    private static string Made(ulong seed, int rows = 120, int? wildFrom = null)
    {
        string[] kinds = ["red", "green", "blue"], words = ["stone", "paper", "shears", "well"];
        var text = new StringBuilder("a,b,c,k,text,label\n");
        for (var row = 0; row < rows; row++)
        {
            var draw = Philox.Block((uint)row, 0, 0, 0, Philox.Key(seed, 7));
            var isWild = row >= (wildFrom ?? rows);
            var a = isWild ? "1e9" : (draw.Word0 % 1000 / 10.0).ToString(CultureInfo.InvariantCulture);
            var b = isWild ? "-0.5" : draw.Word1 % 9 == 0 ? "" : (draw.Word1 % 500 / 7.0).ToString("R", CultureInfo.InvariantCulture);
            var c = (isWild ? 777 : draw.Word2 % 5).ToString(CultureInfo.InvariantCulture) + ".5";
            var sentence = isWild ? "entirely unheard of words in a much longer sentence than any other has" : $"{words[draw.Word3 % 4]} beats {words[draw.Word3 / 4 % 4]} number {row}";
            text.Append(CultureInfo.InvariantCulture, $"{a},{b},{c},{(isWild ? "ultraviolet" : kinds[draw.Word3 % 3])},{sentence},{(row % 2 == 0 ? "yes" : "no")}\n");
        }

        return text.ToString();
    }
}
