using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Datasets;
using TrainingService.Datasets.Uploads.Sessions;

namespace TrainingService.Api.Datasets.Uploads;

/// <summary>
/// `/api/v1/uploads`: resumable uploads by the tus protocol 1.0.0 (https://tus.io), core with creation, creation-with-upload, expiration, checksum
/// and
/// termination. Any tus client works; so does curl.
/// </summary>
public static class UploadEndpoints
{
    private const string Extensions = "creation,creation-with-upload,expiration,checksum,termination";

    /// <summary>Adds the resource to the API's group.</summary>
    public static void MapUploads(this RouteGroupBuilder api)
    {
        ArgumentNullException.ThrowIfNull(api);
        var uploads = api.MapGroup("/uploads").WithTags("Uploads").AddEndpointFilter<TusFilter>().AddEndpointFilter<RefusalFilter>();
        uploads.MapMethods("/", ["OPTIONS"], Options).WithName("get_upload_options").WithSummary("Tells what the tus server can do").Produces(204);
        uploads.MapPost("/", CreateAsync).WithName("create_upload").WithSummary("Begins a resumable upload")
            .WithDescription(
                "The tus protocol 1.0.0: `Upload-Length` gives the size, `Upload-Metadata` holds `filename` (required) and `part` in base64. Location is where PATCH sends the bytes to. "
                + "When all are there, create_dataset_version makes a version of them.")
            .Produces(201).ProducesProblem(400).ProducesProblem(413).ProducesProblem(507);
        uploads.MapMethods("/{upload}", ["HEAD"], Head).WithName("get_upload_offset").WithSummary("Tells how much of an upload is there")
            .Produces(200).ProducesProblem(404);
        uploads.MapPatch("/{upload}", AppendAsync).WithName("append_upload").WithSummary("Sends bytes from where the upload stands")
            .WithDescription("The body is `application/offset+octet-stream`, `Upload-Offset` must be where the upload stands, `Upload-Checksum` (`sha256` or `sha1`, base64) is optional.")
            .Produces(204).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(415).ProducesProblem(423)
                .ProducesProblem(507);
        uploads.MapDelete("/{upload}", DeleteAsync).WithName("delete_upload").WithSummary("Gives an upload up")
            .Produces(204).ProducesProblem(404).ProducesProblem(423);
    }

    private static NoContent Options(HttpResponse response, UploadOptions options)
    {
        response.Headers["Tus-Version"] = TusFilter.Version;
        response.Headers["Tus-Extension"] = Extensions;
        response.Headers["Tus-Max-Size"] = options.MaxUploadBytes.ToString(CultureInfo.InvariantCulture);
        response.Headers["Tus-Checksum-Algorithm"] = PieceChecksum.Algorithms;
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CreateAsync(HttpRequest request, UploadSessions sessions, UploadOptions options,
        CancellationToken cancellation)
    {
        var length = TusHeaders.Whole(request, "Upload-Length");
        var metadata = request.Headers["Upload-Metadata"].ToString();
        var (fileName, part) = TusHeaders.Metadata(metadata);
        var session = sessions.Create(length, fileName, part, metadata);
        var response = request.HttpContext.Response;
        response.Headers.Location = $"{request.PathBase}/api/v1/uploads/{session.Id}";
        if (TusHeaders.IsPiece(request))
        {
            Unlimit(request, options);
            session = await sessions.AppendAsync(session.Id, 0, request.Body, TusHeaders.Checksum(request), cancellation);
        }

        TusHeaders.Tell(response, session);
        return TypedResults.Created();
    }

    private static Ok Head(string upload, HttpResponse response, UploadSessions sessions)
    {
        if (sessions.Find(upload) is not { } session) throw UploadSessions.NoSuch(upload);
        TusHeaders.Tell(response, session);
        response.Headers["Upload-Length"] = session.Length.ToString(CultureInfo.InvariantCulture);
        if (session.Metadata.Length > 0) response.Headers["Upload-Metadata"] = session.Metadata;
        return TypedResults.Ok();
    }

    private static async Task<IResult> AppendAsync(string upload, HttpRequest request, UploadSessions sessions, UploadOptions options,
        CancellationToken cancellation)
    {
        if (!TusHeaders.IsPiece(request))
        {
            return Problems.Problem.Of(
                StatusCodes.Status415UnsupportedMediaType, "Unsupported media type",
                    "Send the bytes with the header Content-Type: application/offset+octet-stream.");
        }

        Unlimit(request, options);
        var session = await sessions.AppendAsync(upload, TusHeaders.Whole(request, "Upload-Offset"), request.Body, TusHeaders.Checksum(request),
            cancellation);
        TusHeaders.Tell(request.HttpContext.Response, session);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> DeleteAsync(string upload, UploadSessions sessions, CancellationToken cancellation) =>
        await sessions.DeleteAsync(upload, cancellation) ? TypedResults.NoContent() : throw UploadSessions.NoSuch(upload);

    /// <summary>The upload's own length is the limit here; the server's would cut off what is allowed.</summary>
    private static void Unlimit(HttpRequest request, UploadOptions options)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = options.MaxUploadBytes + 1;
    }
}
