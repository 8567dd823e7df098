using System.Diagnostics;
using Microsoft.Extensions.Options;
using TrainingService.Compute.Cpu;
using TrainingService.Storage.Workers;
using TrainingService.Worker.Hosting;
using TrainingService.Worker.Queue;

namespace TrainingService.Worker.Registry;

/// <summary>Says in the registry that this worker lives, how busy it is, and at its end that it ended.</summary>
internal sealed class WorkerPresence(
    IWorkerRegistry registry, IRunQueue queue, WorkerIdentity identity, IOptions<WorkerOptions> options, TimeProvider time, ILogger<WorkerPresence> logger)
    : BackgroundService
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly string _device = new CpuKernelFactory().Name;
    private TimeSpan _cpu;
    private long _at;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Farewell);
        try
        {
            await registry.StopAsync(identity.Id, deadline.Token);
        }
        catch (Exception e)
        {
            logger.LogDebug(e, "The registry could not be told of the end; it will see the heartbeats stop");
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(IWorkerRegistry.Heartbeat, time);
        try
        {
            do await BeatAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("No more heartbeats: the worker stops");
        }
    }

    private async Task BeatAsync(CancellationToken cancellation)
    {
        try
        {
            var draining = await registry.BeatAsync(Beat(), cancellation);
            if (draining == identity.Draining) return;
            identity.Draining = draining;
            if (draining)
            {
                logger.LogInformation("Draining: no new runs are taken");
                return;
            }

            // It let wake-ups pass, or handed them on; any will do, since a delivery names no run that must be taken.
            logger.LogInformation("No longer draining");
            for (var slot = 0; slot < options.Value.Slots; slot++) await queue.EnqueueAsync(Guid.Empty);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            logger.LogWarning(e, "The heartbeat could not be stored; the next one is in {Interval}", IWorkerRegistry.Heartbeat);
        }
    }

    private WorkerBeat Beat()
    {
        using var process = Process.GetCurrentProcess();
        var (cpu, at) = (process.TotalProcessorTime, time.GetTimestamp());
        var load = _at == 0 ? 0 : (cpu - _cpu) / time.GetElapsedTime(_at, at) / Environment.ProcessorCount;
        (_cpu, _at) = (cpu, at);
        return new WorkerBeat(
            identity.Id, options.Value.Name, Environment.MachineName, Environment.ProcessId, _device, options.Value.Threads, options.Value.Slots,
            Math.Clamp(load, 0, 1), process.WorkingSet64);
    }
}
