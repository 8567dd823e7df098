namespace TrainingService.Datasets;

/// <summary>There is no dataset of the given name and version.</summary>
public sealed class DatasetNotFoundException : Exception
{
    public DatasetNotFoundException() : base("The dataset does not exist.") { }

    public DatasetNotFoundException(string message) : base(message) { }

    public DatasetNotFoundException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>A message that names what was looked for.</summary>
    public static DatasetNotFoundException For(string name, string version) => new($"There is no dataset \"{name}\" in version {version}.");
}
