using Microsoft.EntityFrameworkCore;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.Queue;

/// <summary>
/// Whose turn it is. Runs that were taken from a worker in mid-training go first, oldest first. Then owners take turns: the one with the fewest
/// runs held comes next, among equals the one that was served longest ago; so whoever submits a thousand runs delays others by one run at most.
/// Within an owner: priority, then age.
/// </summary>
public static class FairShare
{
    /// <summary>The owner whose turn it is; null when nobody waits.</summary>
    public static OwnerStanding? Next(IEnumerable<OwnerStanding> owners) => owners
        .OrderBy(owner => owner.Held).ThenBy(owner => owner.ServedAt ?? DateTime.MinValue).ThenBy(owner => owner.Owner, StringComparer.Ordinal)
        .Select(owner => (OwnerStanding?)owner).FirstOrDefault();

    /// <summary>How the owners of some waiting runs stand. Two index look-ups per owner, however many runs there are.</summary>
    internal static async Task<IReadOnlyList<OwnerStanding>> StandingsAsync(TrainingContext context, IQueryable<RunRow> waiting, CancellationToken cancellation)
    {
        var owners = await waiting.Select(r => r.Owner).Distinct()
            .Select(owner => new
            {
                Owner = owner,
                Held = context.Runs.Count(r => r.LeaseExpiresAt != null && r.Owner == owner),
                ServedAt = context.Runs.Where(r => r.Owner == owner).Max(r => r.ClaimedAt),
            })
            .ToListAsync(cancellation);
        return [.. owners.Select(o => new OwnerStanding(o.Owner, o.Held, o.ServedAt))];
    }
}

/// <summary>How an owner of waiting runs stands.</summary>
/// <param name="Owner">The owner.</param>
/// <param name="Held">Their runs that workers hold.</param>
/// <param name="ServedAt">When a worker last took one of theirs; null for never.</param>
public readonly record struct OwnerStanding(string Owner, int Held, DateTime? ServedAt);
