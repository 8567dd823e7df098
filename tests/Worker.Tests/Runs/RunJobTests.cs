using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using TrainingService.Worker.Hosting;
using TrainingService.Worker.Registry;
using TrainingService.Worker.Runs;
using TrainingService.Worker.Tests.Fakes;

namespace TrainingService.Worker.Tests.Runs;

public sealed class RunJobTests
{
    private readonly FakeLeases _leases = new();
    private readonly FakeQueue _queue = new();
    private readonly WorkerIdentity _identity = new();

    [Fact]
    public async Task A_delivery_when_nothing_is_to_be_had_does_nothing()
    {
        await DeliverAsync();

        Assert.Empty(_leases.Written);
        Assert.Equal(0, _leases.Renewals);
        Assert.Empty(_queue.Enqueued);
    }

    [Fact]
    public async Task A_draining_worker_hands_the_wake_up_on_while_something_waits()
    {
        _identity.Draining = true;
        await DeliverAsync();
        Assert.Empty(_queue.Enqueued);

        _leases.Waiting = [Guid.NewGuid()];
        await DeliverAsync();
        Assert.Single(_queue.Enqueued);
    }

    private Task DeliverAsync() => new RunJob(
        _leases, _queue, null!, _identity, Options.Create(new WorkerOptions()), TimeProvider.System, NullLogger<RunJob>.Instance)
        .ExecuteAsync(Guid.NewGuid(), CancellationToken.None);
}
