namespace TrainingService.Worker.Hosting;

/// <summary>What libraries may say in the log of every program of the service: warnings. A line per statement and renewal would drown ours.</summary>
public static class QuietLogging
{
    /// <summary>Adds the rules; the configuration's `Logging:LogLevel` can still ask for more of a single category.</summary>
    public static void AddQuietLogging(this ILoggingBuilder logging)
    {
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Npgsql", LogLevel.Warning);
        logging.AddFilter("Hangfire", LogLevel.Warning);
    }
}
