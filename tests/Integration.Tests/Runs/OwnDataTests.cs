using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Predictions;
using TrainingService.Contracts.Runs;
using TrainingService.Integration.Tests.Processes;

namespace TrainingService.Integration.Tests.Runs;

/// <summary>From a user's file to answers: upload, train, ask the model. All in one real process.</summary>
public sealed class OwnDataTests : IAsyncLifetime, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("training-own-data-").FullName;
    private EmbeddedService _service = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _service = await EmbeddedService.StartAsync(_folder);
        _client = new HttpClient { BaseAddress = _service.Address };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _service.DisposeAsync();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_table_is_uploaded_trained_on_and_asked_in_the_words_and_units_of_the_table()
    {
        await UploadAsync("fruit", "fruit.csv", Fruit());
        var kind = await TrainAsync(Spec("fruit", "kind", "cross_entropy", 2, exclude: "price"));
        var answer = await PredictAsync(kind, """{"rows":[{"weight":150,"colour":"green"},{"weight":25,"colour":"red"}]}""");
        Assert.Equal(["melon", "cherry"], answer.Predictions.Select(p => p.Class));
        Assert.All(answer.Predictions, p => Assert.Equal(1, p.Probabilities!.Values.Sum(), 6));

        // Prices are learned as standardized logarithms and come back as prices.
        var price = await TrainAsync(Spec("fruit", "price", "mse", 1, exclude: "kind", """, "preprocessing": [{"type":"log","columns":["price"]},{"type":"standardize","columns":["price"]}]"""));
        var values = (await PredictAsync(price, """{"rows":[{"weight":150,"colour":"green"}]}""")).Predictions[0].Values!;
        Assert.InRange(values["price"], 250, 350);
        Assert.InRange((await _service.RunAsync(price)).Result!.TestMetrics["test_rmse"], 0, 60);
    }

    [Fact]
    public async Task Rows_that_the_model_cannot_read_are_answered_each_at_its_place()
    {
        await UploadAsync("fruit", "fruit.csv", Fruit());
        var run = await TrainAsync(Spec("fruit", "kind", "cross_entropy", 2, exclude: "price"));
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
        var run = await TrainAsync(Spec("fruit", "kind", "cross_entropy", 2, exclude: "price"));
        var file = await _client.GetByteArrayAsync(new Uri($"/api/v1/runs/{run}/weights", UriKind.Relative));
        var header = JsonDocument.Parse(file.AsMemory(8, (int)BitConverter.ToInt64(file))).RootElement;
        Assert.Equal("F32", header.GetProperty("layers.0.kernel").GetProperty("dtype").GetString());
        Assert.Contains("preprocessing", header.GetProperty("__metadata__").EnumerateObject().Select(member => member.Name));

        var endless = await _service.SubmitAsync(Specs.Endless);
        using var none = await _client.GetAsync(new Uri($"/api/v1/runs/{endless}/weights", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Conflict, none.StatusCode);
        await _service.CancelAsync(endless);
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

    private async Task UploadAsync(string name, string file, string content)
    {
        using var form = new MultipartFormDataContent { { new StringContent(content), "files", file } };
        using var answer = await _client.PostAsync(new Uri($"/api/v1/datasets/{name}/versions", UriKind.Relative), form);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<Guid> TrainAsync(string spec)
    {
        var id = await _service.SubmitAsync(spec);
        var run = await _service.UntilAsync(id, r => r.State.IsTerminal());
        Assert.True(run.State == RunState.Succeeded, run.Failure?.Detail);
        return id;
    }

    private async Task<PredictionAnswer> PredictAsync(Guid run, string json)
    {
        using var answer = await PostAsync($"/api/v1/runs/{run}/predict", json);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonSerializer.Deserialize<PredictionAnswer>(text, ContractsJson.Options)!;
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        return await _client.PostAsync(new Uri(path, UriKind.Relative), body);
    }
}
