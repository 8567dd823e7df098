namespace TrainingService.Datasets.Splits;

/// <summary>Which rows do what. No row is in two lists; rows in none are not used.</summary>
/// <param name="Training">Rows learned from, ascending.</param>
/// <param name="Validation">Rows held out of training, ascending.</param>
/// <param name="Test">Rows for the final score, ascending.</param>
public sealed record RowSplit(int[] Training, int[] Validation, int[] Test);
