using TrainingService.Contracts.Runs;

namespace TrainingService.Contracts.Workers;

/// <summary>What waits and what works, as `GET /api/v1/queue` shows it.</summary>
/// <param name="Waiting">Runs that wait.</param>
/// <param name="Held">Runs that workers hold.</param>
/// <param name="Slots">Runs that all living workers can train at the same time.</param>
/// <param name="Owners">Each owner's part in it.</param>
/// <param name="Next">The next runs in the order in which they will be taken, at most 200.</param>
public sealed record QueueResource(int Waiting, int Held, int Slots, IReadOnlyList<OwnerShare> Owners, IReadOnlyList<QueuedRun> Next);

/// <summary>One owner's part.</summary>
/// <param name="Owner">The owner.</param>
/// <param name="Waiting">Their runs that wait.</param>
/// <param name="Held">Their runs that workers hold.</param>
public sealed record OwnerShare(string Owner, int Waiting, int Held);

/// <summary>One run that waits.</summary>
/// <param name="Id">The run.</param>
/// <param name="Name">Its name.</param>
/// <param name="Owner">Its owner.</param>
/// <param name="Priority">Its priority among its owner's.</param>
/// <param name="Place">Its place and expected start.</param>
public sealed record QueuedRun(Guid Id, string Name, string Owner, int Priority, QueuePlace Place);
