using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Predictions;
using TrainingService.Contracts.Runs;

namespace TrainingService.Integration.Tests.Runs;

/// <summary>Held-out rows with prediction and truth, of each kind of task, in one real process.</summary>
public sealed class SampleTests : EmbeddedServiceTest
{
    [Fact]
    public async Task The_worst_rows_of_a_table_come_first_and_the_test_score_is_the_share_of_right_ones()
    {
        var run = await TrainAsync("""
            {
              "dataset": { "name": "iris", "validation": { "fraction": 0.2 } },
              "model": { "layers": [{ "type": "dense", "units": 3 }] },
              "loss": "cross_entropy", "metrics": ["accuracy"], "optimizer": { "type": "adam", "learning_rate": 0.02 }, "training": { "epochs": 15, "batch_size": 16 }
            }
            """);
        var all = await SamplesAsync(run.Id, "order=worst&count=100");
        Assert.Equal((30, 30, SampleOrder.Worst), (all.Rows, all.LookedAt, all.Order));
        Assert.Equal(all.Items.Select(item => item.Miss).OrderDescending(), all.Items.Select(item => item.Miss));
        Assert.Equal(run.Result!.TestMetrics["test_accuracy"], all.Items.Count(item => item.IsRight == true) / 30.0, 6);
        Assert.Equal(30, all.Items.Select(item => (item.Part, item.Row)).Distinct().Count());

        // What is said of a row is what `predict` says of it.
        var worst = all.Items[0];
        var asked = (await PredictAsync(run.Id, JsonSerializer.Serialize(new { rows = new[] { worst.Inputs } }))).Predictions[0];
        Assert.Equal(worst.Prediction.Class, asked.Class);
        Assert.Equal(worst.Prediction.Probability!.Value, asked.Probability!.Value, 5);
        Assert.Equal(1 - worst.Prediction.Probabilities![worst.Truth!.Class!], worst.Miss!.Value, 6);

        Assert.Equal(24, (await SamplesAsync(run.Id, "part=validation&count=100")).Items.Count);
        var some = await SamplesAsync(run.Id, "count=5");
        Assert.Equal((5, 5), (some.Items.Count, some.LookedAt));
        Assert.Equal(Json(some), Json(await SamplesAsync(run.Id, "count=5")));
    }

    [Fact]
    public async Task Numbers_come_in_the_unit_of_the_data_with_what_is_true()
    {
        var run = await TrainAsync("""
            {
              "dataset": { "name": "iris", "target": "petal_width_cm", "preprocessing": [{ "type": "standardize", "columns": ["petal_width_cm"] }] },
              "model": { "layers": [{ "type": "dense", "units": 16, "activation": "tanh" }, { "type": "dense", "units": 1 }] },
              "loss": "mse", "metrics": ["mae"], "optimizer": { "type": "adam", "learning_rate": 0.02 }, "training": { "epochs": 60, "batch_size": 16 }
            }
            """);
        var samples = await SamplesAsync(run.Id, "count=100");
        var errors = samples.Items.Select(item => Math.Abs(item.Truth!.Values!["petal_width_cm"] - item.Prediction.Values!["petal_width_cm"]));
        Assert.Equal(run.Result!.TestMetrics["test_mae"], errors.Average(), 4);
        Assert.All(samples.Items, item => Assert.Null(item.IsRight));
        using var none = await Client.GetAsync(new Uri($"/api/v1/runs/{run.Id}/samples?part=validation", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task Images_show_what_the_network_saw_and_an_auto_encoder_what_it_made_of_it()
    {
        var run = await TrainAsync("""
            {
              "dataset": { "name": "digits" }, "model": { "layers": [{ "type": "flatten" }, { "type": "dense", "units": 64 }, { "type": "reshape", "shape": [8, 8, 1] }] },
              "outputs": [{ "name": "image", "target": "input", "loss": "mse" }], "training": { "epochs": 2 }
            }
            """);
        var samples = await SamplesAsync(run.Id, "count=3&order=worst");
        // How far off a picture is can't be said: the rows come evenly spread instead.
        Assert.Equal((SampleOrder.Spread, "0 120 240"), (samples.Order, string.Join(' ', samples.Items.Select(item => item.Row))));
        var sample = samples.Items[0];
        Assert.Equal((8, 8), (sample.Inputs["image"].GetArrayLength(), sample.Inputs["image"][0].GetArrayLength()));
        Assert.Null(sample.Truth);
        Assert.Equal(8, ((JsonElement)sample.Prediction.Output!).GetArrayLength());
    }

    [Fact]
    public async Task Windows_of_a_series_show_their_steps_what_followed_and_what_was_foretold()
    {
        var text = new StringBuilder("t,level\n");
        for (var t = 0; t < 400; t++) text.Append(CultureInfo.InvariantCulture, $"{t},{10 + Math.Sin(t * 0.2):F5}\n");
        await UploadAsync("tide", "tide.csv", text.ToString());
        var run = await TrainAsync("""
            {
              "dataset": { "name": "tide", "target": "level", "windows": { "time": "t", "lags": 12, "horizon": 2 },
                           "validation": { "fraction": 0.2 }, "test": { "fraction": 0.1 } },
              "model": { "layers": [{ "type": "dense", "units": 16, "activation": "tanh" }, { "type": "dense", "units": 2 }] },
              "loss": "mse", "metrics": ["mae"], "optimizer": { "type": "adam", "learning_rate": 0.01 }, "training": { "epochs": 60, "batch_size": 16 }
            }
            """);
        var samples = await SamplesAsync(run.Id, "count=100");
        Assert.Equal(39, samples.Rows);
        foreach (var item in samples.Items)
        {
            var steps = item.Inputs["level"].EnumerateArray().Select(step => step.GetDouble()).ToList();
            Assert.Equal(12, steps.Count);
            Assert.Equal(10 + Math.Sin(item.Row * 0.2), steps[^1], 1e-4);
            Assert.Equal(10 + Math.Sin((item.Row + 1) * 0.2), item.Truth!.Values!["level+1"], 1e-4);
            Assert.Equal(10 + Math.Sin((item.Row + 2) * 0.2), item.Truth.Values["level+2"], 1e-4);
        }

        var errors = samples.Items.SelectMany(item => item.Truth!.Values!.Select(pair => Math.Abs(pair.Value - item.Prediction.Values![pair.Key])));
        Assert.Equal(run.Result!.TestMetrics["test_mae"], errors.Average(), 4);
    }

    [Fact]
    public async Task A_language_model_goes_on_with_held_out_text_and_says_how_well_it_foretells_the_true_one()
    {
        await UploadAsync("verses", "verses.csv", Verses());
        var run = await TrainAsync(Verse);
        var samples = await SamplesAsync(run.Id, "count=100");

        // 30 lines of 23 letters and a line end: windows of 16 and the one after, each beginning 16 behind the last.
        Assert.Equal((44, 44, SampleOrder.Spread), (samples.Rows, samples.LookedAt, samples.Order));
        Assert.All(samples.Items.Index(), item =>
        {
            var (i, sample) = item;
            var (given, truth) = (sample.Inputs["text"].GetString()!, sample.Truth!.Text!);
            Assert.Equal((9, 8, 9, 8), (sample.Tokens!.Given, sample.Tokens.Count, given.Length, truth.Length));
            Assert.Equal(HeldOutVerses.Substring(16 * i, 17), given + truth);
            Assert.Equal(("all", 270 + (16 * i + 8) / 24), (sample.Part, sample.Row));
            Assert.Equal(8, sample.Prediction.Text!.Length);
            Assert.Equal(sample.Tokens.Loss, sample.Miss);
            Assert.Null(sample.IsRight);
        });

        // A verse that is known by heart: all but the letters that no beginning tells.
        Assert.InRange(samples.Items.Average(sample => (double)sample.Tokens!.Right / sample.Tokens.Count), 0.9, 1);
        Assert.InRange(samples.Items.Average(sample => sample.Tokens!.Loss!.Value), 0, 0.5);
        Assert.InRange(samples.Items.Count(sample => sample.Truth!.Text == sample.Prediction.Text), samples.Items.Count / 2, samples.Items.Count);

        // What is written is what `predict` writes.
        var asked = JsonSerializer.Serialize(new { rows = samples.Items.Select(sample => new { text = sample.Inputs["text"].GetString() }), generation = new { max_length = 8 } });
        Assert.Equal((await PredictAsync(run.Id, asked)).Predictions.Select(said => said.Text), samples.Items.Select(sample => sample.Prediction.Text));

        var worst = await SamplesAsync(run.Id, "count=5&order=worst");
        Assert.Equal((5, 44, SampleOrder.Worst), (worst.Items.Count, worst.LookedAt, worst.Order));
        Assert.Equal(samples.Items.Select(sample => sample.Miss).OrderDescending().Take(5), worst.Items.Select(sample => sample.Miss));
        Assert.Equal(SamplePart.Validation, (await SamplesAsync(run.Id, "part=validation&count=3")).Part);
    }

    [Fact]
    public async Task A_language_model_that_was_paused_goes_on_with_the_very_same_words()
    {
        await UploadAsync("verses", "verses.csv", Verses());
        var unbroken = await TrainAsync(Verse);
        var id = await Service.SubmitAsync(Verse);
        await Service.UntilAsync(id, run => run.Progress is { Epoch: > 1 });
        await Service.ActAsync(id, "pause");
        await Service.UntilAsync(id, run => run.State == RunState.Paused);
        await Service.ActAsync(id, "resume");
        var paused = await Service.UntilAsync(id, run => run.State.IsTerminal());
        Assert.Equal(unbroken.Result!.WeightsSha256, paused.Result!.WeightsSha256);
        Assert.Equal(Json(await SamplesAsync(unbroken.Id, "count=12")).Replace(unbroken.Id.ToString(), id.ToString(), StringComparison.Ordinal), Json(await SamplesAsync(id, "count=12")));
    }

    [Fact]
    public async Task A_wrong_parameter_and_a_run_without_a_model_are_told()
    {
        var id = await Service.SubmitAsync(Specs.Endless);
        using var early = await Client.GetAsync(new Uri($"/api/v1/runs/{id}/samples", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        using var wrong = await Client.GetAsync(new Uri($"/api/v1/runs/{id}/samples?part=tset", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("\"did_you_mean\":\"test\"", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await Service.CancelAsync(id);
    }

    private const string Verse = """
        {
          "dataset": { "name": "verses", "next_token": { "column": "text", "length": 16 }, "preprocessing": [{ "type": "tokenize", "columns": ["text"], "level": "char" }],
                       "validation": { "fraction": 0.1, "by": "time" }, "test": { "fraction": 0.1, "by": "time" } },
          "model": { "layers": [
            { "type": "embedding", "vocabulary_size": 22, "units": 16 }, { "type": "gru", "units": 32, "return_sequences": true },
            { "type": "dense", "units": 22, "per_position": true } ] },
          "loss": "cross_entropy", "metrics": ["perplexity"], "optimizer": { "type": "adam", "learning_rate": 0.01 }, "training": { "epochs": 40, "batch_size": 16 }, "seed": 3
        }
        """;

    /// <summary>The lines that are held out for the test: the last tenth.</summary>
    private static string HeldOutVerses => string.Concat(Enumerable.Range(270, 30).Select(i => Line(i) + "\n"));

    private static string Verses() => "n,text\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i},{Line(i)}\n"));

    private static string Line(int i) => i % 2 == 0 ? "the cat sat on the mat." : "a dog ran after a duck.";

    private static string Json(RunSamples samples) => JsonSerializer.Serialize(samples, ContractsJson.Options);
}
