using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Versions;

namespace TrainingService.Api.Datasets.Images;

/// <summary>`…/versions/{version}/images/{part}/{row}`: the pictures of a preview.</summary>
public static class ImageEndpoints
{
    /// <summary>Adds them to the group of the datasets.</summary>
    public static void MapImages(this RouteGroupBuilder datasets)
    {
        ArgumentNullException.ThrowIfNull(datasets);
        datasets.MapGet("/{name}/versions/{version}/images/{part}/{row}", Find).WithName("get_dataset_image")
            .WithSummary("Gives the image or mask of a row")
            .WithDescription("`row` counts from 0. `column` is needed only when the version has several columns of images and masks. Masks come in colours, one per class.")
            .Produces(200, contentType: "image/png").ProducesProblem(400).ProducesProblem(404);
    }

    private static Results<FileContentHttpResult, ProblemHttpResult> Find(
        string name, string version, string part, string row, string? column, IVersionCatalog versions, HttpResponse response)
    {
        if (versions.Of(name, version) is not { } found) return DatasetProblems.NoVersion(name, version);
        using var stored = StoredVersion.Open(found.Folder);
        if (stored.FindPart(part) is not { } rows) return VersionEndpoints.NoPart(part, stored.Header);
        if (!VersionEndpoints.TryWhole(row, 0, 0, rows.Rows - 1, out var index)) return Problem.NotFound($"row {row} in part \"{part}\"",
            $"It has {rows.Rows} rows, counted from 0.");
        var pictures = stored.Header.Columns.Where(each => each.Type is ColumnType.Image or ColumnType.Mask).Select(each => each.Name).ToList();
        column ??= pictures.FirstOrDefault();
        if (column is null || !pictures.Contains(column)) return Problem.NotFound($"column of images \"{column}\"",
            $"Those there are: {(pictures.Count == 0 ? "none" : string.Join(", ", pictures))}.");
        var (bytes, type) = Picture.Of(rows.Column(column), index);
        if (bytes.Length == 0) return Problem.NotFound($"image in row {row}", "It is missing there.");
        // A version never changes, so neither do its pictures; "newest" may be another one tomorrow.
        if (version == found.Version) response.Headers.CacheControl = "private, max-age=86400, immutable";
        return TypedResults.Bytes(bytes, type);
    }
}
