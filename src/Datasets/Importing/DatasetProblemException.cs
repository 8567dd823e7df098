using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Importing;

/// <summary>The files can't be used as they are: the problems say where, what was expected and how to mend it.</summary>
public sealed class DatasetProblemException : Exception
{
    public DatasetProblemException() : this([new DatasetProblem("unreadable", "The files can't be read.")]) { }

    public DatasetProblemException(string message) : this([new DatasetProblem("unreadable", message)]) { }

    public DatasetProblemException(string message, Exception innerException) : base(message, innerException) =>
        Problems = [new DatasetProblem("unreadable", message)];

    public DatasetProblemException(params IReadOnlyList<DatasetProblem> problems) : base(Describe(problems)) => Problems = problems;

    public DatasetProblemException(DatasetProblem problem, Exception innerException)
        : base(Describe([problem]), innerException) => Problems = [problem];

    /// <summary>What is wrong, in the order it was found.</summary>
    public IReadOnlyList<DatasetProblem> Problems { get; }

    /// <summary>The same problems, those of files that came out of an archive with the archive as the file and them as its entries.</summary>
    internal DatasetProblemException From(IReadOnlyList<ImportFile> files)
    {
        if (files.All(file => file.Archive is null)) return this;
        DatasetProblem[] placed = [.. Problems.Select(problem => files.FirstOrDefault(file => file.Name == problem.File) is { Archive: { } archive }
            ? problem with { File = archive, Entry = problem.File } : problem)];
        return new DatasetProblemException(Describe(placed), placed, this);
    }

    private DatasetProblemException(string message, IReadOnlyList<DatasetProblem> problems, Exception innerException)
        : base(message, innerException) => Problems = problems;

    private static string Describe(IReadOnlyList<DatasetProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        return string.Join(" ", problems.Select(Describe));
    }

    /// <summary>One problem as a sentence: place, fault, expectation, remedy.</summary>
    private static string Describe(DatasetProblem problem)
    {
        string?[] places = [problem.File, problem.Entry, problem.Row is { } row ? $"row {row}" : null, problem.Column is { } column ? $"column {column}" : null];
        var place = string.Join(", ", places.OfType<string>());
        var expected = problem.Expected is null ? "" : $" Expected: {problem.Expected}.";
        var remedy = problem.Remedy is null ? "" : $" {problem.Remedy}";
        return $"{(place.Length > 0 ? $"{place}: " : "")}{problem.Detail}{expected}{remedy}";
    }
}
