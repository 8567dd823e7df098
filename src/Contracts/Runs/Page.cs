namespace TrainingService.Contracts.Runs;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The entries of this page.</param>
/// <param name="NextCursor">Give it as `cursor` to get the next page; null on the last one.</param>
/// <param name="Total">How many there are on all pages, if that was asked for.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor, int? Total = null);
