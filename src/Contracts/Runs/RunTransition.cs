namespace TrainingService.Contracts.Runs;

/// <summary>One change of a run's state, as `GET /api/v1/runs/{id}/transitions` gives it.</summary>
/// <param name="Seq">Number of its event in the run's feed.</param>
/// <param name="At">When, in UTC, by the database's clock.</param>
/// <param name="From">The state before; null for the first.</param>
/// <param name="To">The state after.</param>
/// <param name="Actor">Who changed it.</param>
/// <param name="Reason">Why, where it is not the plain course of things.</param>
/// <param name="Attempt">The attempt it belongs to.</param>
public sealed record RunTransition(long Seq, DateTime At, RunState? From, RunState To, string? Actor, string? Reason, int? Attempt);
