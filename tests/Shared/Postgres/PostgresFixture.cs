namespace TrainingService.Tests.Shared.Postgres;

/// <summary>One server for a test class or collection: `IClassFixture&lt;PostgresFixture&gt;` or `ICollectionFixture&lt;PostgresFixture&gt;`.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;

    /// <summary>The running server.</summary>
    public PostgresServer Server => _server ?? throw new InvalidOperationException("The fixture has not been started.");

    /// <inheritdoc/>
    public async Task InitializeAsync() => _server = await PostgresServer.StartAsync();

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
