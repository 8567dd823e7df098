namespace TrainingService.Browser.Tests.Hosting;

/// <summary>A test that writes into the service's database: not with a service that is up already, whose database is not ours.</summary>
public sealed class StoreFactAttribute : FactAttribute
{
    public StoreFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("TRAINING_SERVICE_URL") is { Length: > 0 }) Skip = "The database of a service that is up already is not written to.";
    }
}
