using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Datasets.Images;
using TrainingService.Api.Datasets.Uploads;
using TrainingService.Api.Problems;
using TrainingService.Api.Runs;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Datasets.Versions;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Datasets;

/// <summary>`/api/v1/datasets`.</summary>
public static class DatasetEndpoints
{
    private const int MaxText = 1000;

    /// <summary>Adds the resource to the API's group.</summary>
    public static void MapDatasets(this RouteGroupBuilder api)
    {
        ArgumentNullException.ThrowIfNull(api);
        var datasets = api.MapGroup("/datasets").WithTags("Datasets").AddEndpointFilter<RefusalFilter>()
            .AddEndpointFilter<BundledFilter>();
        datasets.MapGet("/", List).WithName("list_datasets").WithSummary("Lists the datasets that specs can name");
        datasets.MapGet("/{name}", Find).WithName("get_dataset").WithSummary("Shows a dataset in its newest version").ProducesProblem(404);
        datasets.MapPatch("/{name}", DescribeAsync).WithName("describe_dataset").WithSummary("Changes what is said about a dataset")
            .WithMetadata(new DescribedBody(typeof(DatasetPatch))).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        datasets.MapDelete("/{name}", DeleteAsync).WithName("delete_dataset").WithSummary("Deletes a dataset with all its versions")
            .WithDescription("Refused (409) as long as a run names one of them; those before it are deleted already then.")
            .Produces(204).ProducesProblem(404).ProducesProblem(409);
        datasets.MapVersionUpload();
        datasets.MapVersions();
        datasets.MapImages();
    }

    private static Ok<IReadOnlyList<DatasetResource>> List(IVersionCatalog versions) => TypedResults.Ok(All(versions));

    private static Results<Ok<DatasetResource>, ProblemHttpResult> Find(string name, IVersionCatalog versions) =>
        versions.Find(name) is { } found ? TypedResults.Ok(VersionResources.Of(found)) : NoDataset(name, versions);

    private static async Task<Results<Ok<DatasetResource>, ProblemHttpResult>> DescribeAsync(
        string name, HttpRequest request, IVersionCatalog versions, IVersionStore store, CancellationToken cancellation)
    {
        var (body, unreadable) = await Specs.SpecBody.ReadAsync(request, cancellation);
        if (unreadable is not null) return unreadable;
        var patch = UploadBody.Parse<DatasetPatch>(body.ToArray(), "#");
        if (patch.Description?.Length > MaxText) return Problem.Parameter("description", $"it has {patch.Description.Length} characters.",
            $"{MaxText} at most");
        if (patch.Licence?.Length > MaxText) return Problem.Parameter("licence", $"it has {patch.Licence.Length} characters.", $"{MaxText} at most");
        if (versions.Find(name) is not { } dataset) return NoDataset(name, versions);
        if (dataset.IsBundled) return VersionUpload.Bundled(name, "can't be described anew");
        store.Describe(name, patch.Description, patch.Licence);
        return TypedResults.Ok(VersionResources.Of(versions.Find(name)!));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string name, IVersionCatalog versions, IVersionStore store, IRunStore runs, CancellationToken cancellation)
    {
        if (versions.Find(name) is not { } dataset) return NoDataset(name, versions);
        if (dataset.IsBundled) return VersionUpload.Bundled(name, "can't be deleted");
        foreach (var version in dataset.Versions)
        {
            if (await VersionEndpoints.RemoveAsync(version, store, runs, cancellation) is { } refused) return refused;
        }

        return TypedResults.NoContent();
    }

    private static IReadOnlyList<DatasetResource> All(IVersionCatalog versions) => [.. versions.List().Select(VersionResources.Of)];

    private static ProblemHttpResult NoDataset(string name, IVersionCatalog versions)
    {
        var names = versions.List().Select(dataset => dataset.Name).ToList();
        var guess = Suggest.Nearest(name, names) is { } nearest ? $"Did you mean \"{nearest}\"? " : "";
        return Problem.NotFound($"dataset \"{name}\"", $"{guess}Those there are: {string.Join(", ", names)}.");
    }
}
