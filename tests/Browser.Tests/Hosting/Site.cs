using Microsoft.Playwright;

namespace TrainingService.Browser.Tests.Hosting;

/// <summary>One running service and one browser for all tests.</summary>
public sealed class Site : IAsyncLifetime
{
    private ApiProcess? api;
    private IPlaywright? playwright;

    /// <summary>Where the page is.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Where the service keeps its database and files; only of one that these tests have started.</summary>
    public string DataFolder => api?.DataFolder ?? throw new InvalidOperationException("The data folder of a service that was up already is not known.");

    /// <summary>The browser.</summary>
    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        Browser = await Chromium.LaunchAsync(playwright);
        // A service that runs already (the stack in containers, say) can be tested instead of one of our own.
        if (Environment.GetEnvironmentVariable("TRAINING_SERVICE_URL") is { Length: > 0 } running)
        {
            Address = new Uri(running);
            return;
        }

        api = await ApiProcess.StartAsync();
        Address = api.Address;
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        playwright?.Dispose();
        if (api is not null) await api.DisposeAsync();
    }
}

/// <summary>All tests share the site and take turns: two cores train, serve and browse here.</summary>
[CollectionDefinition(Name)]
public sealed class SiteCollection : ICollectionFixture<Site>
{
    public const string Name = "site";
}
