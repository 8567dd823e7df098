using System.Globalization;
using TrainingService.Compute.Data;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs.Datasets.Preprocessing;
using TrainingService.Datasets.Preprocessing.Fitted;
using TrainingService.Datasets.Tokenizers;

namespace TrainingService.Datasets.Tests.Preparation;

public sealed class SequenceTests : IDisposable
{
    private readonly Workplace workplace = new();

    public void Dispose() => workplace.Dispose();

    private static ImportOptions Texts(params string[] columns) => new()
    {
        Columns = columns.ToDictionary(name => name, _ => new ColumnOptions { Type = ColumnType.Text }),
    };

    [Fact]
    public async Task Text_becomes_padded_ids_with_lengths_and_the_longest_training_text_sets_the_size()
    {
        await workplace.ImportAsync("t", Texts("text"), ("t.csv", "text,label\nthe cat,a\na dog saw the cat,b\nthe,a\n"));
        var data = await workplace.PrepareAsync(new DatasetSpec { Name = "t", Target = ColumnNames.Of("label"), Preprocessing = [new TokenizeStep { Columns = ["text"] }] });
        var text = Assert.IsType<FittedText>(data.Fitted.Inputs[0]);
        Assert.Equal((5, 9), (text.Length, text.Tokenizer.VocabularySize));
        Assert.Equal([2, 5, 1], Workplace.Lengths(data.Dataset.Training, 0));

        // "the" 3 times, "cat" 2, then a, dog, saw.
        Assert.Equal([4, 5, 0, 0, 0, 6, 7, 8, 4, 5, 4, 0, 0, 0, 0], Workplace.Training(data));
        Assert.Equal(FieldKind.Tokens, data.Fitted.Inputs[0].Schema.Kind);
    }

    [Fact]
    public async Task A_text_as_target_gives_decoder_input_with_begin_and_labels_with_end_and_padding_that_does_not_count()
    {
        await workplace.ImportAsync("pairs", Texts("word", "phonemes"), ("t.csv", "word,phonemes\nhi,HH AY\nI,AY\n"));
        var data = await workplace.PrepareAsync(new DatasetSpec
        {
            Name = "pairs",
            Target = ColumnNames.Of("phonemes"),
            Preprocessing =
            [
                new TokenizeStep { Columns = ["word"], Level = TokenLevel.Char, LowerCase = true },
                new TokenizeStep { Columns = ["phonemes"], Split = WordSplit.Whitespace },
            ],
        });
        Assert.Equal(["input", "decoder", "target"], data.Fitted.Fields.Select(field => field.Name));
        Assert.Equal([5, 4, 4, 0], Workplace.Training(data, 0).Select(id => id is 4 or 5 ? id : id));
        Assert.Equal([2, 5, 4, 2, 4, 0], Workplace.Training(data, 1));
        Assert.Equal([5, 4, 3, 4, 3, -1], Workplace.Training(data, 2));
        Assert.Equal([3, 2], Workplace.Lengths(data.Dataset.Training, 1));
        Assert.Equal((FieldKind.Labels, 6), (data.Fitted.Targets[0].Schema.Kind, data.Fitted.Targets[0].Schema.Classes));
    }

    [Fact]
    public async Task A_corpus_is_cut_into_windows_whose_targets_are_the_next_tokens_and_parts_do_not_mix()
    {
        await workplace.ImportAsync("t", Texts("text"), ("t.csv", "text,n\nabcdefgh,1\nijklmnop,2\nqrstuvwx,3\nyz012345,4\n"));
        var data = await workplace.PrepareAsync(new DatasetSpec
        {
            Name = "t",
            NextToken = new NextTokenSpec { Column = "text", Length = 4 },
            Validation = new ValidationSpec { Fraction = 0.25 },
            Preprocessing = [new TokenizeStep { Columns = ["text"], Level = TokenLevel.Char }],
        });
        var tokenizer = Assert.IsType<FittedStream>(data.Fitted.Inputs[0]).Tokenizer;
        string Decoded(int field) => tokenizer.Decode([.. Workplace.Training(data, field).Select(id => (int)id)]);
        Assert.Equal("abcdefgh\nijklmnop\nqrstuv", Decoded(0));
        Assert.Equal("bcdefgh\nijklmnop\nqrstuvw"[..24], Decoded(1));
        Assert.Equal(2, data.Dataset.Description.ValidationRows);

        // Held-out characters were never seen: all unknown but the line end.
        var held = Workplace.Values(data, data.Dataset.Prepared!.ValidationPart!, 0, [0, 1]);
        Assert.All(held, id => Assert.Equal(Tokenizer.Unknown, (int)id));
    }

    [Fact]
    public async Task Windows_look_back_and_predict_ahead_and_belong_to_the_part_of_what_they_predict()
    {
        await workplace.ImportAsync("s", null, ("s.csv", Series(20)));
        var spec = Windows(lags: 3, horizon: 2) with { Validation = new ValidationSpec { Fraction = 0.25 }, Test = new ValidationSpec { Fraction = 0.2 } };
        var data = await workplace.PrepareAsync(spec);

        // 20 steps: 4 for the test (16 to 19), 4 of the other 16 to validate on (12 to 15).
        var part = data.Dataset.Training;
        Assert.Equal([3, 2], data.Fitted.Inputs[0].Schema.Shape);
        Assert.Equal([2], data.Fitted.Targets[0].Schema.Shape);
        var prepared = data.Dataset.Prepared!;
        float[] Target(int[] rows) => Workplace.Values(data, part, 1, rows);
        Assert.Equal(Enumerable.Range(3, 8).SelectMany(t => new float[] { t, t + 1 }), Target(prepared.Training!));
        Assert.Equal([12, 13, 13, 14, 14, 15], Target(prepared.Validation!));
        Assert.Equal([16, 17, 17, 18, 18, 19], Target(prepared.Test!));

        // Input rows: (value, 2 · value) of the three steps before; looking back over the border is fine.
        Assert.Equal([9, 18, 10, 20, 11, 22], Workplace.Values(data, part, 0, prepared.Validation![..1]));
    }

    [Fact]
    public async Task Windows_never_span_two_series_and_rows_are_put_in_the_order_of_time()
    {
        await workplace.ImportAsync("s", null, ("s.csv", "t,who,v\n2,a,2.5\n1,a,1.5\n1,b,10.5\n3,a,3.5\n2,b,20.5\n3,b,30.5\n"));
        var data = await workplace.PrepareAsync(new DatasetSpec
        {
            Name = "s",
            Windows = new WindowsSpec { Lags = 2, Time = "t", Series = "who", Columns = ["v"], Target = ColumnNames.Of("v") },
            Preprocessing = [new KeepStep { Columns = ["v"] }],
        });
        Assert.Equal([1.5f, 2.5f, 10.5f, 20.5f], Workplace.Training(data));
        Assert.Equal([3.5f, 30.5f], Workplace.Training(data, 1));
    }

    [Fact]
    public async Task Training_windows_can_stride_and_held_out_ones_are_all_taken()
    {
        await workplace.ImportAsync("s", null, ("s.csv", Series(30)));
        var spec = Windows(lags: 2, horizon: 1, stride: 4) with { Validation = new ValidationSpec { Fraction = 0.2 } };
        var data = await workplace.PrepareAsync(spec);
        Assert.Equal([2, 6, 10, 14, 18, 22], Workplace.Training(data, 1));
        Assert.Equal(6, data.Dataset.Description.ValidationRows);
    }

    [Fact]
    public async Task What_a_series_does_later_changes_no_training_window()
    {
        async Task<string> BitsAsync(double factor)
        {
            using var place = new Workplace();
            await place.ImportAsync("s", null, ("s.csv", Series(40, from: 30, factor)));
            var spec = Windows(lags: 4, horizon: 2) with { Validation = new ValidationSpec { Fraction = 0.25 }, Preprocessing = null };
            var data = await place.PrepareAsync(spec);
            return string.Join(' ', Workplace.Training(data, 0).Concat(Workplace.Training(data, 1)).Select(x => x.ToString("R", CultureInfo.InvariantCulture)));
        }

        Assert.Equal(await BitsAsync(1), await BitsAsync(1e6));
    }

    [Theory]
    [InlineData(SplitBy.Random)]
    [InlineData(SplitBy.Group)]
    public async Task Windows_held_out_other_than_by_time_are_refused(SplitBy by)
    {
        await workplace.ImportAsync("s", null, ("s.csv", Series(20)));
        var errors = await workplace.ErrorsAsync(Windows(2, 1) with { Validation = new ValidationSpec { Fraction = 0.2, By = by, Column = by == SplitBy.Group ? "t" : null } });
        Assert.Contains(errors, error => error is { Code: "leakage", Pointer: "#/dataset/validation/by" });
    }

    private static DatasetSpec Windows(int lags, int horizon, int stride = 1) => new()
    {
        Name = "s",
        Windows = new WindowsSpec { Lags = lags, Horizon = horizon, Stride = stride, Columns = ["v", "w"], Target = ColumnNames.Of("v") },
        Preprocessing = [new KeepStep { Columns = ["v", "w"] }],
    };

    private static string Series(int steps, int from = int.MaxValue, double factor = 1) => "t,v,w\n" + string.Concat(Enumerable.Range(0, steps)
        .Select(t => string.Create(CultureInfo.InvariantCulture, $"{t},{(t >= from ? t * factor : t)},{2 * t + (t >= from ? factor : 0)}\n")));
}
