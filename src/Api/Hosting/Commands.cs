using Hangfire;
using TrainingService.Storage.Database;
using TrainingService.Worker.Health;

namespace TrainingService.Api.Hosting;

/// <summary>What the program does instead of serving, by argument.</summary>
internal static class Commands
{
    /// <summary>Asks the service of this machine whether it is ready; exit code 0 or 1.</summary>
    public const string Health = HealthProbe.Argument;

    /// <summary>Brings the database up to date and exits.</summary>
    public const string Migrate = "--migrate";

    /// <summary>Carries out <see cref="Health"/>: the address is the one that this configuration would listen at.</summary>
    public static Task<int> ProbeAsync(string[] args)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables("DOTNET_")
            .AddCommandLine([.. args.Where(arg => arg != Health)])
            .Build();
        return HealthProbe.RunAsync(ListenAddress.Local(configuration).Port);
    }

    /// <summary>Carries out <see cref="Migrate"/>: our tables, then Hangfire's.</summary>
    public static async Task<int> MigrateAsync(WebApplication app)
    {
        var migrator = app.Services.GetRequiredService<DatabaseMigrator>();
        await migrator.MigrateAsync(CancellationToken.None);

        // Opening the queue's storage creates its tables.
        _ = app.Services.GetRequiredService<JobStorage>();
        Console.WriteLine("The database is up to date.");
        return 0;
    }
}
