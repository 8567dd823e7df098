namespace TrainingService.Contracts.Validation;

/// <summary>One input or target of a prepared row.</summary>
/// <param name="Name">Its name in specs.</param>
/// <param name="Shape">Shape of the row's values; empty for one label.</param>
/// <param name="Values">The first of its values: prepared numbers, ids or labels.</param>
/// <param name="Names">What those values are: names of features, tokens or classes, where there are any.</param>
/// <param name="Length">Real steps of a row that is padded.</param>
public sealed record SampleField(string Name, IReadOnlyList<int> Shape, IReadOnlyList<double> Values, IReadOnlyList<string>? Names = null, int? Length = null);
