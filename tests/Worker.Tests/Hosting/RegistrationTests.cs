using Hangfire;
using Hangfire.InMemory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TrainingService.Storage;
using TrainingService.Worker.Hosting;
using TrainingService.Worker.Queue;
using TrainingService.Worker.Runs;

namespace TrainingService.Worker.Tests.Hosting;

public sealed class RegistrationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("training-host-").FullName;

    [Fact]
    public void An_embedded_worker_has_all_it_needs_and_keeps_its_queue_in_memory()
    {
        using var provider = Services(Configuration(new() { ["Storage:DataFolder"] = _folder })).BuildServiceProvider(validateScopes: true);

        Assert.IsType<InMemoryStorage>(provider.GetRequiredService<JobStorage>());
        Assert.NotNull(provider.GetRequiredService<RunJob>());
        Assert.NotNull(provider.GetRequiredService<IRunQueue>());
        Assert.Equal(_folder, provider.GetRequiredService<StorageOptions>().DataFolder);
        Assert.Contains(provider.GetServices<IHostedService>(), service => service is Reconciler);
    }

    [Fact]
    public async Task A_queue_that_is_away_does_not_fail_the_caller()
    {
        var services = Services(Configuration(new() { ["Storage:DataFolder"] = _folder, ["ConnectionStrings:Training"] = "Host=127.0.0.1;Port=1;Database=x;Username=x;Timeout=1" }));
        await using var provider = services.BuildServiceProvider();

        Assert.False(await provider.GetRequiredService<IRunQueue>().EnqueueAsync(Guid.NewGuid()));
    }

    [Fact]
    public void Registering_twice_changes_nothing()
    {
        var configuration = Configuration(new() { ["Storage:DataFolder"] = _folder });
        var services = Services(configuration);
        var count = services.Count;

        services.AddTrainingQueue(configuration);
        services.AddTrainingStorage(configuration);

        Assert.Equal(count, services.Count);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ServiceCollection Services(IConfiguration configuration)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(configuration);
        services.AddTrainingWorker(configuration);
        return services;
    }

    private static IConfiguration Configuration(Dictionary<string, string?> settings) => new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
}
