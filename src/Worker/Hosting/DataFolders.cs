namespace TrainingService.Worker.Hosting;

/// <summary>Where a service keeps its data when nobody said.</summary>
internal static class DataFolders
{
    /// <summary>
    /// `training-service` in the user's folder for local data (`~/.local/share` on Linux, `%LocalAppData%` on Windows); beside the program for
    /// accounts that have none, such as a container's.
    /// </summary>
    public static string Default()
    {
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return local.Length > 0 ? Path.Combine(local, "training-service") : Path.Combine(AppContext.BaseDirectory, "data-folder");
    }
}
