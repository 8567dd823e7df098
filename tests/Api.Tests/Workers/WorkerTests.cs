using System.Net;
using System.Net.Http.Json;
using TrainingService.Api.Tests.Hosting;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Workers;
using TrainingService.Storage.Workers;

namespace TrainingService.Api.Tests.Workers;

[Collection(ApiGroup.Name)]
public sealed class WorkerTests(ApiFixture api)
{
    [Fact]
    public async Task A_worker_is_listed_drained_and_undrained()
    {
        var beat = new WorkerBeat(Guid.CreateVersion7(), "test worker", "host", 1, "cpu/plain", 1, 1, 0, 1);
        await api.Workers.BeatAsync(beat, CancellationToken.None);
        var listed = await api.Http.GetFromJsonAsync<WorkerResource[]>("/api/v1/workers", ContractsJson.Options);
        Assert.Contains(listed!, worker => worker.Id == beat.Id && worker.State == WorkerState.Active);

        foreach (var (action, state) in new[] { ("drain", WorkerState.Draining), ("undrain", WorkerState.Active) })
        {
            using var answer = await api.Http.PostAsync($"/api/v1/workers/{beat.Id}/{action}", null);
            Assert.Equal(state, (await ApiFixture.ReadAsync<WorkerResource>(answer)).State);
        }
    }

    [Fact]
    public async Task An_unknown_worker_is_not_found()
    {
        using var answer = await api.Http.PostAsync($"/api/v1/workers/{Guid.NewGuid()}/drain", null);
        await ProblemDocument.ExpectAsync(answer, HttpStatusCode.NotFound);
    }
}
