using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;

namespace TrainingService.Bench.Service;

/// <summary>Runs as a client submits them; the client's base address is that of the API's root.</summary>
internal static class Submission
{
    private static readonly Uri Runs = new("/api/v1/runs", UriKind.Relative);

    /// <summary>Submits a spec.</summary>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public static async Task<RunResource> SubmitAsync(HttpClient client, JsonObject spec)
    {
        using var answer = await client.PostAsync(Runs, new StringContent(spec.ToJsonString(), Encoding.UTF8, "application/json"));
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<RunResource>(ContractsJson.Options))!;
    }

    /// <summary>Submits a spec and waits for its end.</summary>
    /// <exception cref="InvalidOperationException">It was refused, or did not succeed.</exception>
    public static async Task<RunResource> TrainAsync(HttpClient client, JsonObject spec)
    {
        var run = await SubmitAsync(client, spec);
        while (!run.State.IsTerminal())
        {
            await Task.Delay(200);
            run = (await client.GetFromJsonAsync<RunResource>(new Uri($"/api/v1/runs/{run.Id}", UriKind.Relative), ContractsJson.Options))!;
        }

        return run.State == RunState.Succeeded ? run : throw new InvalidOperationException($"The run {run.State}: {run.Failure}");
    }

    /// <summary>The LeNet example.</summary>
    public static JsonObject LeNet() => (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "mnist-lenet.json")))!;
}
