namespace TrainingService.Api.Hosting;

/// <summary>Where the program listens when nobody said.</summary>
internal static class ListenAddress
{
    /// <summary>This machine only: the service asks nobody who they are.</summary>
    public const string Default = "http://127.0.0.1:5080";

    private static readonly string[] Settings = ["urls", "http_ports", "https_ports"];

    /// <summary>Listens there unless the configuration names an address.</summary>
    public static void ListenByDefaultOn(this WebApplicationBuilder builder, string address)
    {
        if (IsChosen(builder.Configuration)) return;
        builder.WebHost.UseUrls(address);
    }

    /// <summary>The address that a program of this machine reaches the configured one at.</summary>
    public static Uri Local(IConfiguration configuration)
    {
        var first = (configuration["urls"] ?? Url(configuration["http_ports"]) ?? Default).Split(';', StringSplitOptions.TrimEntries)[0];
        var address = BindingAddress.Parse(first);
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
        return new Uri($"{address.Scheme}://{host}:{address.Port}");
    }

    private static bool IsChosen(ConfigurationManager configuration) =>
        Settings.Any(key => !string.IsNullOrEmpty(configuration[key])) || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();

    private static string? Url(string? ports) => string.IsNullOrEmpty(ports) ? null : $"http://127.0.0.1:{ports.Split(';')[0]}";
}
