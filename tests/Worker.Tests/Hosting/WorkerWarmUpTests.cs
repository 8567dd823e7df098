using TrainingService.Worker.Hosting;

namespace TrainingService.Worker.Tests.Hosting;

public sealed class WorkerWarmUpTests
{
    [Fact]
    public void The_warm_up_trains_a_full_batch_and_a_smaller_one_and_scores_them() => Assert.Equal(2, WorkerWarmUp.Train(CancellationToken.None));

    [Fact]
    public void It_ends_at_once_when_the_worker_stops() =>
        Assert.ThrowsAny<OperationCanceledException>(() => WorkerWarmUp.Train(new CancellationToken(canceled: true)));
}
