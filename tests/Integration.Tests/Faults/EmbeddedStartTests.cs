using TrainingService.Integration.Tests.Processes;
using TrainingService.Integration.Tests.Runs;

namespace TrainingService.Integration.Tests.Faults;

/// <summary>Claim: an embedded service always starts again. Fault: SIGKILL at random moments of its first start, its migration among them. Check: the next start is ready and trains.</summary>
public sealed class EmbeddedStartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("training-start-").FullName;

    [Fact]
    public async Task A_service_killed_while_it_starts_starts_again_and_trains()
    {
        var random = new Random(7);
        for (var kill = 0; kill < 4 * Soak.Factor; kill++)
        {
            var (process, _) = EmbeddedService.Launch(_folder);
            await using var disposed = process;
            // The database's file is the first thing that a start makes; its migrations follow at once.
            await Until.SoAsync(() => Directory.EnumerateFiles(_folder, "*.db*").Any() || process.HasExited, () => process.Output);
            await Task.Delay(random.Next(0, kill % 2 == 0 ? 60 : 600));
            if (!process.HasExited) await process.KillAsync();
        }

        await using var service = await EmbeddedService.StartAsync(_folder);
        var id = await service.SubmitAsync(Specs.Small);
        Assert.True((await service.UntilAsync(id, run => run.State is Contracts.Runs.RunState.Succeeded)).Attempt >= 1);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
