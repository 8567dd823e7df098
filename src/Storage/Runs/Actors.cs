namespace TrainingService.Storage.Runs;

/// <summary>Names of those who change a run's state, as its history shows them.</summary>
public static class Actors
{
    /// <summary>Somebody over HTTP.</summary>
    public const string Api = "api";

    /// <summary>The repair of what queues and workers lose.</summary>
    public const string Reconciler = "reconciler";

    /// <summary>A worker.</summary>
    public static string Worker(string name) => $"worker {name}";
}
