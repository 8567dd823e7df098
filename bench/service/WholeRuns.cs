using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;
using TrainingService.Tests.Shared.Stored;

namespace TrainingService.Bench.Service;

/// <summary>
/// Epochs of real runs through the service in one process beside bare steps of the same network, in turns: what loader, augmentation, scores, checkpoints
/// and database take. An epoch lasts from the one before it is stored until it is stored itself.
/// </summary>
internal static class WholeRuns
{
    private const int TableRows = 1_000_000;
    private const int TableColumns = 20;

    public static async Task RunAsync(StoredService service, Options options)
    {
        var (rounds, seconds) = (options.Of("rounds", 3), options.Of("seconds", 3));
        var priority = options.Of("priority", 0);
        var isFirst = true;
        foreach (var threads in (options.Text("threads") ?? "1,2").Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture)))
        {
            await using var api = await Programs.ApiAsync(options.Text("api"), service, threads, priority);
            using var client = new HttpClient { BaseAddress = api.Address, Timeout = TimeSpan.FromMinutes(10) };
            if (isFirst && options.Text("only") is null or "table") await UploadTableAsync(client);
            isFirst = false;
            foreach (var (name, spec, schema, usual) in Cases())
            {
                if (options.Text("only") is { } only && only != name) continue;
                await using var bare = await BareSteps.StartAsync(spec, schema, threads, priority);
                var epochs = options.Of("epochs", usual);
                List<double> ratios = [], runs = [], steps = [];
                for (var round = 0; round < rounds; round++)
                {
                    var before = await bare.SamplesPerSecondAsync(seconds);
                    var run = await EpochsAsync(client, spec, epochs);
                    var after = await bare.SamplesPerSecondAsync(seconds);
                    steps.AddRange([before, after]);
                    runs.Add(run);
                    ratios.Add((before + after) / 2 / run);
                }

                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name,-10} {threads} threads: bare {Median(steps),9:N0} samples/s, whole run {Median(runs),9:N0}, time {Median(ratios):F3} of the bare steps' ({ratios.Min():F3} to {ratios.Max():F3})"));
            }
        }
    }

    /// <summary>Samples per second of all epochs but the first, in which everything is met for the first time.</summary>
    private static async Task<double> EpochsAsync(HttpClient client, JsonObject spec, int epochs)
    {
        var whole = (JsonObject)spec.DeepClone();
        whole["training"]!["epochs"] = epochs;
        var run = await Submission.TrainAsync(client, whole);
        var history = (await client.GetFromJsonAsync<MetricHistory>(new Uri($"/api/v1/runs/{run.Id}/metrics", UriKind.Relative), ContractsJson.Options))!;
        var points = history.Series["loss"];
        return (int)spec["training"]!["batch_size"]! * (points[^1].Step - points[0].Step) / (points[^1].At - points[0].At).TotalSeconds;
    }

    private static IEnumerable<(string Name, JsonObject Spec, string Schema, int Epochs)> Cases()
    {
        const string image = """{"inputs":[{"name":"input","kind":"bytes","shape":[28,28,1]}],"targets":[{"name":"target","kind":"labels","shape":[],"classes":10}]}""";
        const string table = """{"inputs":[{"name":"input","kind":"floats","shape":[20]}],"targets":[{"name":"target","kind":"labels","shape":[],"classes":2}]}""";
        var lenet = Submission.LeNet();
        ((JsonObject)lenet["dataset"]!).Remove("validation");
        yield return ("lenet", lenet, image, 4);
        yield return ("augmented", Read("""
            {"dataset":{"name":"mnist","augmentation":[{"type":"shift"},{"type":"rotate","degrees":10}]},
             "model":{"layers":[{"type":"conv2d","filters":16,"kernel_size":3,"padding":"same","activation":"relu"},{"type":"max_pool2d"},
              {"type":"conv2d","filters":32,"kernel_size":3,"padding":"same","activation":"relu"},{"type":"max_pool2d"},{"type":"flatten"},
              {"type":"dense","units":64,"activation":"relu"},{"type":"dense","units":10}]},
             "loss":"cross_entropy","metrics":["accuracy"],"optimizer":{"type":"adam"},"training":{"batch_size":64}}
            """), image, 4);
        yield return ("table", Read("""
            {"dataset":{"name":"whole-run-table","target":"y"},
             "model":{"layers":[{"type":"dense","units":128,"activation":"relu"},{"type":"dense","units":128,"activation":"relu"},{"type":"dense","units":2}]},
             "loss":"cross_entropy","metrics":["accuracy"],"optimizer":{"type":"adam"},"training":{"batch_size":256}}
            """), table, 12);
    }

    private static JsonObject Read(string json) => (JsonObject)JsonNode.Parse(json)!;

    private static async Task UploadTableAsync(HttpClient client)
    {
        var text = new StringBuilder(string.Join(',', Enumerable.Range(0, TableColumns).Select(i => $"x{i}"))).Append(",y\n");
        var random = new Random(1);
        for (var row = 0; row < TableRows; row++)
        {
            var sum = 0.0;
            for (var column = 0; column < TableColumns; column++)
            {
                var value = random.NextDouble() - 0.5;
                sum += value;
                text.Append(CultureInfo.InvariantCulture, $"{value:F4},");
            }

            text.Append(sum > 0 ? "yes\n" : "no\n");
        }

        using var form = new MultipartFormDataContent();
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(text.ToString()));
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        form.Add(file, "train", "train.csv");
        using var answer = await client.PostAsync(new Uri("/api/v1/datasets/whole-run-table/versions", UriKind.Relative), form);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
