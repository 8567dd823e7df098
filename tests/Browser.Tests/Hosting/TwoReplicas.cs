using TrainingService.Tests.Shared.Stored;

namespace TrainingService.Browser.Tests.Hosting;

/// <summary>Two Api programs over one Postgres behind a load balancer; nobody trains: tests play the worker or fill the database.</summary>
public sealed class TwoReplicas : IAsyncLifetime
{
    private readonly List<ApiProcess> replicas = [];
    private RoundRobin? balancer;

    /// <summary>The database.</summary>
    public StoredService Stored { get; private set; } = null!;

    /// <summary>Where the page is: behind the balancer.</summary>
    public Uri Address => balancer!.Address;

    /// <summary>The replicas themselves.</summary>
    public IReadOnlyList<Uri> Replicas => [.. replicas.Select(replica => replica.Address)];

    /// <summary>Connections that the balancer gave to a replica.</summary>
    public int GivenTo(Uri replica) => balancer!.Given.GetValueOrDefault(replica);

    /// <summary>Ends a replica without a word, as a crash does.</summary>
    public Task KillAsync(Uri replica) => replicas.Single(r => r.Address == replica).KillAsync();

    public async Task InitializeAsync()
    {
        Stored = await StoredService.CreateAsync(postgres: true);
        for (var n = 0; n < 2; n++)
        {
            replicas.Add(await ApiProcess.StartAsync(new Dictionary<string, string>
            {
                ["ConnectionStrings__Training"] = Stored.Options.ConnectionString!,
                ["Storage__DataFolder"] = Stored.Options.DataFolder,
            }));
        }

        balancer = RoundRobin.Start([.. Replicas]);
    }

    public async Task DisposeAsync()
    {
        if (balancer is not null) await balancer.DisposeAsync();
        foreach (var replica in replicas) await replica.DisposeAsync();
        if (Stored is not null) await Stored.DisposeAsync();
    }
}
