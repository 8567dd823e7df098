using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Importing;

/// <summary>The exceptions that readers throw most.</summary>
internal static class Problems
{
    public static DatasetProblemException At(
        string code, string? file, string detail, long? row = null, string? column = null, string? expected = null, string? remedy = null) =>
        new(new DatasetProblem(code, detail, file, row, column, expected, remedy));

    public static DatasetProblemException TooLarge(string? file, string what, string limit, long? row = null, string? column = null) =>
        At("too_large", file, $"{what} are too many or too large.", row, column, limit,
            "Import less at once, or ask the operator to raise the limit.");

    public static DatasetProblemException Truncated(string file, string detail) =>
        At("truncated", file, detail, remedy: "The file is incomplete; upload it again.");

    public static DatasetProblemException Damaged(string file, string detail, Exception? inner = null)
    {
        var problem = new DatasetProblem("damaged", detail, file,
            Remedy: "The file is damaged or of another format; open it with the program that wrote it and save it again.");
        return inner is null ? new DatasetProblemException(problem) : new DatasetProblemException(problem, inner);
    }

    /// <summary>A value as messages quote it: cut, without control characters.</summary>
    public static string Quote(string text)
    {
        var shown = string.Concat(text.Take(40).Select(letter => char.IsControl(letter) ? '·' : letter));
        return $"\"{shown}{(text.Length > 40 ? "…" : "")}\"";
    }
}
