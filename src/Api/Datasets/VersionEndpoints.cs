using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Runs;
using TrainingService.Datasets.Analysis;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Versions;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Datasets;

/// <summary>`/api/v1/datasets/{name}/versions`.</summary>
public static class VersionEndpoints
{
    private const int MaxRows = 1000;
    private const int NamedRuns = 10;

    /// <summary>Adds the resource to the group of the datasets.</summary>
    public static void MapVersions(this RouteGroupBuilder datasets)
    {
        ArgumentNullException.ThrowIfNull(datasets);
        var versions = datasets.MapGroup("/{name}/versions");
        versions.MapGet("/", List).WithName("list_dataset_versions").WithSummary("Lists a dataset's versions, newest first").ProducesProblem(404);
        versions.MapGet("/{version}", Find).WithName("get_dataset_version").WithSummary("Shows a version")
            .WithDescription("`version` is the content hash or its beginning, or `newest`.").ProducesProblem(404);
        versions.MapGet("/{version}/columns", Columns).WithName("get_dataset_columns").WithSummary("Gives columns with types, roles and statistics")
            .ProducesProblem(404);
        versions.MapGet("/{version}/preview", Preview).WithName("preview_dataset").WithSummary("Gives some rows").ProducesProblem(400)
            .ProducesProblem(404);
        versions.MapDelete("/{version}", DeleteAsync).WithName("delete_dataset_version").WithSummary("Deletes a version")
            .WithDescription("Refused (409) as long as any run names it: a run can be repeated only with its data. The disk is free when this answers.")
            .Produces(204).ProducesProblem(404).ProducesProblem(409);
    }

    /// <summary>The version that an address names.</summary>
    internal static DatasetVersion? Of(this IVersionCatalog versions, string name, string version) =>
        versions.Find(name, version == "newest" ? null : version);

    private static Results<Ok<IReadOnlyList<VersionResource>>, ProblemHttpResult> List(string name, IVersionCatalog versions) =>
        versions.Find(name) is { } dataset
        ? TypedResults.Ok<IReadOnlyList<VersionResource>>([.. dataset.Versions.Select(VersionResources.Of)])
        : Problem.NotFound($"dataset \"{name}\" with stored versions", "GET /api/v1/datasets lists the datasets.");

    private static Results<Ok<VersionResource>, ProblemHttpResult> Find(string name, string version, IVersionCatalog versions) =>
        versions.Of(name, version) is { } found ? TypedResults.Ok(VersionResources.Of(found)) : DatasetProblems.NoVersion(name, version);

    private static Results<Ok<IReadOnlyList<DatasetColumn>>, ProblemHttpResult> Columns(string name, string version, IVersionCatalog versions) =>
        versions.Of(name, version) is { } found ? TypedResults.Ok(HeaderFile.Read(found.Folder).Columns) : DatasetProblems.NoVersion(name, version);

    private static Results<Ok<DatasetPreview>, ProblemHttpResult> Preview(
        string name, string version, string? part, string? rows, string? first_row, IVersionCatalog versions)
    {
        if (versions.Of(name, version) is not { } found) return DatasetProblems.NoVersion(name, version);
        if (!TryWhole(rows, 20, 1, MaxRows, out var count)) return Problem.Parameter("rows", $"\"{rows}\" is not allowed.",
            $"an integer from 1 to {MaxRows}");
        if (!TryWhole(first_row, 0, 0, long.MaxValue / 2, out var first)) return Problem.Parameter("first_row", $"\"{first_row}\" is not allowed.",
            "an integer, 0 or more");
        using var stored = StoredVersion.Open(found.Folder);
        part ??= stored.Parts[0].Name;
        if (stored.FindPart(part) is null) return NoPart(part, stored.Header);
        return TypedResults.Ok(PreviewReader.Read(stored, part, first, (int)count));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string name, string version, IVersionCatalog versions, IVersionStore store, IRunStore runs, CancellationToken cancellation)
    {
        if (versions.Of(name, version) is not { } found) return DatasetProblems.NoVersion(name, version);
        if (versions.Find(name) is { IsBundled: true }) return Uploads.VersionUpload.Bundled(name, "can't lose a version");
        return await RemoveAsync(found, store, runs, cancellation) is { } refused ? refused : TypedResults.NoContent();
    }

    /// <summary>Deletes a version, or says why not.</summary>
    internal static async Task<ProblemHttpResult?> RemoveAsync(DatasetVersion version, IVersionStore store, IRunStore runs,
        CancellationToken cancellation)
    {
        IReadOnlyList<RunResource> users = [];
        var isDeleted = await store.DeleteAsync(
            version, async c => (users = await runs.ListUsingAsync(version.Name, version.Version, NamedRuns, c)).Count > 0, cancellation);
        return isDeleted ? null : DatasetProblems.InUse(version.Name, version.Version, users);
    }

    /// <summary>There is no part of that name.</summary>
    internal static ProblemHttpResult NoPart(string part, DatasetHeader header) => Problem.Parameter(
        "part", $"the version has no part \"{part}\".", $"one of {string.Join(", ", header.Parts.Select(each => each.Name))}");

    internal static bool TryWhole(string? text, long otherwise, long least, long most, out long value)
    {
        value = otherwise;
        return text is null || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most);
    }
}
