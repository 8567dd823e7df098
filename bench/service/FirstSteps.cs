using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;
using TrainingService.Tests.Shared.Stored;

namespace TrainingService.Bench.Service;

/// <summary>
/// From the claim of a LeNet run to its first step, as the worker tells it in the run's log: in worker processes just started and in the same ones for further
/// runs, the data being at hand. API and worker are processes of their own.
/// </summary>
internal static class FirstSteps
{
    private const string Told = "First step ";
    private const int Wanted = 300;

    public static async Task<int> RunAsync(StoredService service, Options options)
    {
        var (processes, runs) = (options.Of("processes", 5), options.Of("runs", 3));
        await using var api = await Programs.ApiAsync(options.Text("api"), service);
        using var client = new HttpClient { BaseAddress = new Uri(api.Address, "/api/v1/") };
        var spec = Submission.LeNet();
        spec["training"]!["epochs"] = 1;
        List<double> fresh = [], warm = [];
        for (var process = 0; process <= processes; process++)
        {
            await using var worker = Programs.Worker(options.Text("worker"), service, slots: 1, options.Of("threads", 2));
            // A worker that waits for work, as most do when a run comes; not one that is still starting.
            await Task.Delay(TimeSpan.FromSeconds(options.Of("idle", 5)));
            for (var run = 0; run < runs; run++)
            {
                var line = await FirstStepAsync(client, spec);
                Console.WriteLine($"  {(run == 0 ? "just started" : "as before   ")} {line}");
                // The very first process imports and prepares the data.
                if (process > 0) (run == 0 ? fresh : warm).Add(double.Parse(line[Told.Length..line.IndexOf(" ms", StringComparison.Ordinal)], CultureInfo.InvariantCulture));
            }
        }

        Console.WriteLine($"claim to first step: in a process just started {Text(fresh)}, in one that has trained {Text(warm)}");
        return fresh.Concat(warm).Max() < Wanted ? 0 : 1;

        static string Text(List<double> times) => $"{times.Order().ElementAt(times.Count / 2):F0} ms ({times.Min():F0} to {times.Max():F0})";
    }

    private static async Task<string> FirstStepAsync(HttpClient client, JsonObject spec)
    {
        var run = await Submission.TrainAsync(client, spec);
        var log = (await client.GetFromJsonAsync<RunLogPage>($"runs/{run.Id}/logs", ContractsJson.Options))!;
        return log.Items.Select(entry => entry.Line.Message).Single(message => message.StartsWith(Told, StringComparison.Ordinal));
    }
}
