using TrainingService.Contracts.Validation;

namespace TrainingService.Datasets;

/// <summary>A spec's data section does not go with the dataset; each error points into the spec.</summary>
public sealed class DatasetSpecException : Exception
{
    public DatasetSpecException() : this([]) { }

    public DatasetSpecException(string message) : base(message) => Errors = [new SpecError("#/dataset", "invalid", message)];

    public DatasetSpecException(string message, Exception innerException) : base(message, innerException) =>
        Errors = [new SpecError("#/dataset", "invalid", message)];

    public DatasetSpecException(params IReadOnlyList<SpecError> errors) : base(string.Join("; ", errors.Select(error => $"{error.Pointer}: {error.Detail}"))) =>
        Errors = errors;

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<SpecError> Errors { get; }
}
