using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets;
using TrainingService.Datasets.Imports;
using TrainingService.Datasets.Versions;

namespace TrainingService.Api.Datasets.Uploads;

/// <summary>`POST …/versions` and `POST …/detect`: from files to a version, or to a look at what it would be.</summary>
public static class VersionUpload
{
    private const int DefaultRows = 1000;
    private const int MaxRows = 100_000;

    /// <summary>Adds both to the group of the datasets.</summary>
    public static void MapVersionUpload(this RouteGroupBuilder datasets)
    {
        ArgumentNullException.ThrowIfNull(datasets);
        datasets.MapPost("/{name}/versions", PublishAsync).WithName("create_dataset_version").WithSummary("Makes a version from files")
            .WithDescription(
                "Files come as multipart/form-data (the field's name `train`, `validation`, `test` or `all` gives a file's part; the field `options` is JSON), or the JSON body "
                + "names finished resumable uploads or a folder that the operator allows. Archives (zip, tar, tar.gz, gz of one file) are unpacked. 201: a new version. 200: the same "
                + "content was there already. 202: it takes longer; Location says where to ask. `Prefer: wait=5` or `respond-async` sets how long the answer waits. "
                + "`dry_run=true` only looks, as detect_dataset does.")
            .WithMetadata(new DescribedUpload()).Produces<VersionResource>(200).Produces<VersionResource>(201).Produces<ImportResource>(202)
            .ProducesProblem(400).ProducesProblem(409).ProducesProblem(413).ProducesProblem(422).ProducesProblem(507);
        datasets.MapPost("/detect", DetectAsync).WithName("detect_dataset").WithSummary("Looks at files without keeping them")
            .WithDescription("Takes what create_dataset_version takes, reads the beginning of each file, and tells what was detected, the schema guessed, the first rows, and warnings.")
            .WithMetadata(new DescribedUpload()).Produces<DatasetInspection>()
            .ProducesProblem(400).ProducesProblem(413).ProducesProblem(422).ProducesProblem(507);
    }

    private static async Task<IResult> PublishAsync(
        string name, bool? dry_run, HttpRequest request, UploadBody body, DatasetImports imports, IVersionCatalog versions,
            UploadOptions options,
        CancellationToken cancellation)
    {
        if (dry_run == true) return await DetectAsync(null, request, body, imports, cancellation);
        if (!DatasetName.IsValid(name)) return Problem.Parameter("name", $"\"{name}\" can't be a dataset's name.", DatasetName.Rule,
            DatasetName.From(name));
        if (versions.Find(name) is { IsBundled: true }) return Bundled(name,
            "can't get versions of yours");

        var uploaded = await body.ReadAsync(request, cancellation);
        ImportResource begun;
        Task<ImportResource> ended;
        try
        {
            (begun, ended) = imports.Start(new ImportJob
            {
                Dataset = name,
                Files = uploaded.Staged,
                Options = uploaded.Request.Options ?? new ImportOptions(),
                Uploads = [.. uploaded.Uploads],
                Holds = [.. uploaded.Holds],
                Said = new DatasetPatch { Description = uploaded.Request.Description, Licence = uploaded.Request.Licence },
            });
        }
        catch
        {
            uploaded.Dispose();
            throw;
        }

        await Task.WhenAny(ended, Task.Delay(WaitOf(request, options.ImportWait), cancellation));
        if (!ended.IsCompleted) return TypedResults.Accepted(ImportEndpoints.Location(begun.Id), imports.Find(begun.Id) ?? begun);
        var import = await ended;
        if (import.State == ImportState.Failed) return DatasetProblems.Of(import.Problems!);
        var version = VersionResources.Of(versions.Find(name, import.Version)
            ?? throw new InvalidOperationException("A version vanished as it was published."));
        return import.IsNew == true ? TypedResults.Created(VersionResources.Location(version), version) : TypedResults.Ok(version);
    }

    private static async Task<IResult> DetectAsync(string? rows, HttpRequest request, UploadBody body, DatasetImports imports,
        CancellationToken cancellation)
    {
        var count = DefaultRows;
        if (rows is not null && (!int.TryParse(rows, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > MaxRows))
        {
            return Problem.Parameter("rows", $"\"{rows}\" is not allowed.", $"an integer from 1 to {MaxRows}");
        }

        using var uploaded = await body.ReadAsync(request, cancellation);
        return TypedResults.Ok(await imports.InspectAsync(uploaded.Staged, uploaded.Request.Options ?? new ImportOptions(), count, cancellation));
    }

    /// <summary>The refusal to change what comes with the program.</summary>
    internal static ProblemHttpResult Bundled(string name, string what) => Problem.Of(
        StatusCodes.Status409Conflict, "The dataset comes with the program",
            $"\"{name}\" is one of the sets that come with the program and {what}. Take another name.");

    /// <summary>How long the client wants the answer to wait (RFC 7240).</summary>
    private static TimeSpan WaitOf(HttpRequest request, TimeSpan otherwise)
    {
        foreach (var preference in request.Headers["Prefer"].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)))
        {
            if (preference == "respond-async") return TimeSpan.Zero;
            if (preference.StartsWith("wait=", StringComparison.Ordinal)
                && int.TryParse(preference[5..], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                return TimeSpan.FromSeconds(Math.Min(seconds, 600));
            }
        }

        return otherwise;
    }
}
