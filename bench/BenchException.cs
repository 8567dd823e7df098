namespace TrainingService.Bench;

/// <summary>Something the user has to mend: shown without a stack trace.</summary>
internal sealed class BenchException(string message) : Exception(message);
