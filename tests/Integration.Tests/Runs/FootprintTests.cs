using TrainingService.Contracts.Runs;
using TrainingService.Integration.Tests.Processes;
using TrainingService.Tests.Shared.Postgres;

namespace TrainingService.Integration.Tests.Runs;

/// <summary>What a process takes beside the memory that the plan states: code, the runtime, the dataset's pages, everything.</summary>
public sealed class FootprintTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const long Allowed = 250_000_000;
    // Every epoch after the first finds all that it needs.
    private static readonly string LeNet = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "examples", "mnist-lenet.json")).Replace("\"epochs\": 5", "\"epochs\": 1", StringComparison.Ordinal);

    [Fact]
    public async Task A_worker_trains_LeNet_within_250_MB_above_what_the_plan_states()
    {
        await using var stack = await Stack.StartAsync(postgres.Server);
        var worker = stack.StartWorker("a");

        // The second one finds what the first one left behind.
        await stack.UntilAsync(await stack.SubmitAsync(LeNet), r => r.State.IsTerminal());
        var run = await stack.UntilAsync(await stack.SubmitAsync(LeNet), r => r.State.IsTerminal());

        AssertWithin(run, worker);
    }

    [Fact]
    public async Task The_service_all_in_one_process_trains_LeNet_within_250_MB_above_what_the_plan_states()
    {
        var folder = Directory.CreateTempSubdirectory("training-footprint-");
        try
        {
            // The first process imports and prepares the data, once for all time.
            await using (var first = await EmbeddedService.StartAsync(folder.FullName)) await TrainAsync(first);
            await using var service = await EmbeddedService.StartAsync(folder.FullName);
            await TrainAsync(service);

            AssertWithin(await TrainAsync(service), service.Process);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<RunResource> TrainAsync(EmbeddedService service) => await service.UntilAsync(await service.SubmitAsync(LeNet), r => r.State.IsTerminal());

    private static void AssertWithin(RunResource run, ServiceProcess process)
    {
        Assert.Equal(RunState.Succeeded, run.State);
        var peak = ProcessMemory.PeakBytes(process.Id);
        Assert.True(
            peak - run.Result!.MemoryBytes <= Allowed,
            $"{peak:N0} bytes at most, {run.Result.MemoryBytes:N0} of them stated: {peak - run.Result.MemoryBytes:N0} above, allowed are {Allowed:N0}. At the end: {ProcessMemory.Describe(process.Id)}");
    }
}
