namespace TrainingService.Conformance.Tests;

/// <summary>Committed files that tests make.</summary>
internal static class Snapshot
{
    /// <summary>Fails unless the file holds the text; with UPDATE_SNAPSHOTS=1 writes it.</summary>
    public static void Check(string path, string text)
    {
        var full = Path(path);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1") File.WriteAllText(full, text);
        Assert.True(File.Exists(full) && File.ReadAllText(full) == text, $"{path} is out of date. If that was meant, run the tests with UPDATE_SNAPSHOTS=1 and commit it.");
    }

    /// <summary>A path of the repository.</summary>
    public static string Path(string path) => System.IO.Path.Combine(Root(), path);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "TrainingService.sln"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("No repository above.");
        return folder.FullName;
    }
}
