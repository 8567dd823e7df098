using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using TrainingService.Worker.Hosting;
using TrainingService.Worker.Runs;
using TrainingService.Worker.Tests.Fakes;

namespace TrainingService.Worker.Tests.Runs;

public sealed class RunJobTests
{
    [Fact]
    public async Task A_delivery_of_a_run_that_is_not_to_be_had_does_nothing()
    {
        var leases = new FakeLeases { Run = null };
        var job = new RunJob(leases, null!, Options.Create(new WorkerOptions()), TimeProvider.System, NullLogger<RunJob>.Instance);

        await job.ExecuteAsync(Guid.NewGuid(), CancellationToken.None);

        Assert.Empty(leases.Written);
        Assert.Equal(0, leases.Renewals);
    }
}
