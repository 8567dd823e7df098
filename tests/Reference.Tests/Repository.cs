namespace TrainingService.Reference.Tests;

/// <summary>Files of the repository that the tests were built in.</summary>
internal static class Repository
{
    public static string Path(string relative)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "TrainingService.sln"))) folder = folder.Parent!;
        return System.IO.Path.Combine(folder.FullName, relative);
    }
}
