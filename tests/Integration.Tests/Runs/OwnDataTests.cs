using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace TrainingService.Integration.Tests.Runs;

/// <summary>From a user's file to answers: upload, train, ask the model. All in one real process.</summary>
public sealed class OwnDataTests : EmbeddedServiceTest
{
    [Fact]
    public async Task A_table_is_uploaded_trained_on_and_asked_in_the_words_and_units_of_the_table()
    {
        await UploadAsync("fruit", "fruit.csv", Fruit());
        var kind = (await TrainAsync(Spec("fruit", "kind", "cross_entropy", 2, exclude: "price"))).Id;
        var answer = await PredictAsync(kind, """{"rows":[{"weight":150,"colour":"green"},{"weight":25,"colour":"red"}]}""");
        Assert.Equal(["melon", "cherry"], answer.Predictions.Select(p => p.Class));
        Assert.All(answer.Predictions, p => Assert.Equal(1, p.Probabilities!.Values.Sum(), 6));

        // Prices are learned as standardized logarithms and come back as prices.
        var price = (await TrainAsync(Spec("fruit", "price", "mse", 1, exclude: "kind", """, "preprocessing": [{"type":"log","columns":["price"]},{"type":"standardize","columns":["price"]}]"""))).Id;
        var values = (await PredictAsync(price, """{"rows":[{"weight":150,"colour":"green"}]}""")).Predictions[0].Values!;
        Assert.InRange(values["price"], 250, 350);
        Assert.InRange((await Service.RunAsync(price)).Result!.TestMetrics["test_rmse"], 0, 60);
    }

    [Fact]
    public async Task Rows_that_the_model_cannot_read_are_answered_each_at_its_place()
    {
        await UploadAsync("fruit", "fruit.csv", Fruit());
        var run = (await TrainAsync(Spec("fruit", "kind", "cross_entropy", 2, exclude: "price"))).Id;
        using var answer = await PostAsync($"/api/v1/runs/{run}/predict", """{"rows":[{"weight":"heavy","colour":"red"},{"wheight":3}]}""");
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var pointers = problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()).ToList();
        Assert.Contains("#/rows/1/wheight", pointers);
    }

    [Fact]
    public async Task Weights_are_taken_along_as_safetensors_and_a_run_without_a_model_says_so()
    {
        await UploadAsync("fruit", "fruit.csv", Fruit());
        var run = (await TrainAsync(Spec("fruit", "kind", "cross_entropy", 2, exclude: "price"))).Id;
        var file = await Client.GetByteArrayAsync(new Uri($"/api/v1/runs/{run}/weights", UriKind.Relative));
        var header = JsonDocument.Parse(file.AsMemory(8, (int)BitConverter.ToInt64(file))).RootElement;
        Assert.Equal("F32", header.GetProperty("layers.0.kernel").GetProperty("dtype").GetString());
        Assert.Contains("preprocessing", header.GetProperty("__metadata__").EnumerateObject().Select(member => member.Name));

        var endless = await Service.SubmitAsync(Specs.Endless);
        using var none = await Client.GetAsync(new Uri($"/api/v1/runs/{endless}/weights", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Conflict, none.StatusCode);
        await Service.CancelAsync(endless);
    }

    /// <summary>Melons are heavy and green, cherries light and red; a price grows with the weight.</summary>
    private static string Fruit()
    {
        var text = new StringBuilder("weight,colour,kind,price\n");
        for (var i = 0; i < 200; i++)
        {
            var isMelon = i % 2 == 0;
            var weight = (isMelon ? 100 : 10) + i * 37 % 100 * (isMelon ? 1 : 0.3);
            text.Append(CultureInfo.InvariantCulture, $"{weight},{(isMelon ? "green" : "red")},{(isMelon ? "melon" : "cherry")},{2 * weight}\n");
        }

        return text.ToString();
    }

    private static string Spec(string dataset, string target, string loss, int outputs, string exclude, string more = "") => $$"""
        {
          "dataset": { "name": "{{dataset}}", "target": "{{target}}", "exclude": ["{{exclude}}"], "test": { "fraction": 0.2 }{{more}} },
          "model": { "layers": [{ "type": "dense", "units": 16, "activation": "tanh" }, { "type": "dense", "units": {{outputs}} }] },
          "loss": "{{loss}}", "metrics": ["{{(loss == "mse" ? "rmse" : "accuracy")}}"],
          "optimizer": { "type": "adam", "learning_rate": 0.02 }, "training": { "epochs": 60, "batch_size": 16 }
        }
        """;
}
