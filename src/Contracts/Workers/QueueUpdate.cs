namespace TrainingService.Contracts.Workers;

/// <summary>What waits and who works, as the hub's `WatchQueue` and `GET /api/v1/queue/events` tell it whenever it changes.</summary>
/// <param name="Queue">The queue. Places and numbers are exact; an expected start is told anew when it moved by more than two seconds and a tenth of the wait.</param>
/// <param name="Workers">The workers of the last day, active ones first.</param>
public sealed record QueueUpdate(QueueResource Queue, IReadOnlyList<WorkerResource> Workers);
