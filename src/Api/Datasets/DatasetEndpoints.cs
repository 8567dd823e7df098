using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Datasets.Images;
using TrainingService.Api.Datasets.Uploads;
using TrainingService.Api.Problems;
using TrainingService.Api.Runs;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Datasets;
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
        var datasets = api.MapGroup("/datasets").WithTags("Datasets").AddEndpointFilter<RefusalFilter>();
        datasets.MapGet("/", ListAsync).WithName("list_datasets").WithSummary("Lists the datasets that specs can name");
        datasets.MapGet("/{name}", FindAsync).WithName("get_dataset").WithSummary("Shows a dataset in its newest version").ProducesProblem(404);
        datasets.MapPatch("/{name}", DescribeAsync).WithName("describe_dataset").WithSummary("Changes what is said about a dataset")
            .WithMetadata(new DescribedBody(typeof(DatasetPatch))).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        datasets.MapDelete("/{name}", DeleteAsync).WithName("delete_dataset").WithSummary("Deletes a dataset with all its versions")
            .WithDescription("Refused (409) as long as a run names one of them; those before it are deleted already then.")
            .Produces(204).ProducesProblem(404).ProducesProblem(409);
        datasets.MapVersionUpload();
        datasets.MapVersions();
        datasets.MapImages();
    }

    private static async Task<Ok<IReadOnlyList<DatasetResource>>> ListAsync(IDatasetCatalog catalog, IVersionCatalog versions,
        CancellationToken cancellation) =>
        TypedResults.Ok(await AllAsync(catalog, versions, cancellation));

    private static async Task<Results<Ok<DatasetResource>, ProblemHttpResult>> FindAsync(
        string name, IDatasetCatalog catalog, IVersionCatalog versions, CancellationToken cancellation)
    {
        var all = await AllAsync(catalog, versions, cancellation);
        return all.FirstOrDefault(dataset => dataset.Name == name) is { } found ? TypedResults.Ok(found) : NoDataset(name, all);
    }

    private static async Task<Results<Ok<DatasetResource>, ProblemHttpResult>> DescribeAsync(
        string name, HttpRequest request, IDatasetCatalog catalog, IVersionCatalog versions, IVersionStore store, CancellationToken cancellation)
    {
        var (body, unreadable) = await Specs.SpecBody.ReadAsync(request, cancellation);
        if (unreadable is not null) return unreadable;
        var patch = UploadBody.Parse<DatasetPatch>(body.ToArray(), "#");
        if (patch.Description?.Length > MaxText) return Problem.Parameter("description", $"it has {patch.Description.Length} characters.",
            $"{MaxText} at most");
        if (patch.Licence?.Length > MaxText) return Problem.Parameter("licence", $"it has {patch.Licence.Length} characters.", $"{MaxText} at most");
        if (versions.Find(name) is null) return await AbsentAsync(name, "can't be described anew", catalog, versions, cancellation);
        store.Describe(name, patch.Description, patch.Licence);
        return TypedResults.Ok(VersionResources.Of(versions.Find(name)!));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string name, IDatasetCatalog catalog, IVersionCatalog versions, IVersionStore store, IRunStore runs, CancellationToken cancellation)
    {
        if (versions.Find(name) is not { } dataset) return await AbsentAsync(name, "can't be deleted", catalog, versions, cancellation);
        foreach (var version in dataset.Versions)
        {
            if (await VersionEndpoints.RemoveAsync(version, store, runs, cancellation) is { } refused) return refused;
        }

        return TypedResults.NoContent();
    }

    private static async Task<ProblemHttpResult> AbsentAsync(
        string name, string what, IDatasetCatalog catalog, IVersionCatalog versions, CancellationToken cancellation)
    {
        var all = await AllAsync(catalog, versions, cancellation);
        return all.Any(dataset => dataset.Name == name) ? VersionUpload.Bundled(name, what) : NoDataset(name, all);
    }

    /// <summary>What comes with the program and what was uploaded, by name.</summary>
    private static async Task<IReadOnlyList<DatasetResource>> AllAsync(IDatasetCatalog catalog, IVersionCatalog versions,
        CancellationToken cancellation)
    {
        var uploaded = versions.List().Select(VersionResources.Of).ToList();
        var names = uploaded.Select(dataset => dataset.Name).ToHashSet(StringComparer.Ordinal);
        var bundled = (await catalog.ListAsync(cancellation)).Where(dataset => !names.Contains(dataset.Name))
            .Select(dataset => dataset with { IsBundled = true });
        return [.. uploaded.Concat(bundled).OrderBy(dataset => dataset.Name, StringComparer.Ordinal)];
    }

    private static ProblemHttpResult NoDataset(string name, IReadOnlyList<DatasetResource> all)
    {
        var names = all.Select(dataset => dataset.Name).ToList();
        var guess = Suggest.Nearest(name, names) is { } nearest ? $"Did you mean \"{nearest}\"? " : "";
        return Problem.NotFound($"dataset \"{name}\"", $"{guess}Those there are: {string.Join(", ", names)}.");
    }
}
