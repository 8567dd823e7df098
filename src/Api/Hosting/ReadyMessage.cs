using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace TrainingService.Api.Hosting;

/// <summary>Says where the page is, once it is there.</summary>
internal sealed class ReadyMessage(IServer server, IHostApplicationLifetime lifetime) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Say);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Say()
    {
        if (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is not { } address) return;
        Console.WriteLine($"TrainingService is ready: open {address.Replace("[::]", "localhost", StringComparison.Ordinal)} in a browser. Ctrl+C stops it.");
    }
}
