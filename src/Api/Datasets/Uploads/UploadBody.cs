using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Json;
using TrainingService.Datasets;
using TrainingService.Datasets.Importing;
using TrainingService.Datasets.Uploads;
using TrainingService.Datasets.Uploads.Sessions;
using TrainingService.Datasets.Uploads.Staging;

namespace TrainingService.Api.Datasets.Uploads;

/// <summary>Reads a request that brings or names a version's files, as it streams in.</summary>
public sealed class UploadBody(Receiving receiving, UploadSessions sessions, AllowedFolders folders, UploadOptions options)
{
    /// <summary>Bytes of a body that are not file content: boundaries, headers, options.</summary>
    private const long Overhead = 1 << 20;

    private const int MaxJson = 1 << 20;
    private const int MaxHeaders = 16 * 1024;

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(10);

    /// <summary>Takes the request in. The caller disposes what comes of it.</summary>
    /// <exception cref="UploadException">It is refused; nothing of it is kept.</exception>
    public async Task<UploadedFiles> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = options.MaxUploadBytes + Overhead;
        var isMultipart = request.HasFormContentType && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType == "multipart/form-data";
        if (!isMultipart && !request.HasJsonContentType())
        {
            throw Malformed(
                "media_type", $"The request has {(string.IsNullOrEmpty(request.ContentType) ? "no Content-Type" : $"Content-Type: {request.ContentType}")}.",
                "multipart/form-data with files, or application/json that names uploads or a folder");
        }

        var uploaded = new UploadedFiles(receiving.Begin(isMultipart && request.ContentLength is { } length ? Math.Max(0, length - Overhead) : null));
        try
        {
            await (isMultipart ? ReadFormAsync(request, uploaded, cancellation) : ReadJsonAsync(request, uploaded, cancellation));
            Receiving.RequireFiles(uploaded.Staged);
            return uploaded;
        }
        catch
        {
            uploaded.Dispose();
            await DrainAsync(request);
            throw;
        }
    }

    /// <summary>Lets the rest of a refused body come, for a while: most clients listen only when they have sent all.</summary>
    private static async Task DrainAsync(HttpRequest request)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted);
        enough.CancelAfter(DrainTime);
        try
        {
            await request.Body.CopyToAsync(Stream.Null, enough.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The client left, or sends more than anyone waits for: the answer goes out now, and the connection ends.
            return;
        }
    }

    private async Task ReadFormAsync(HttpRequest request, UploadedFiles uploaded, CancellationToken cancellation)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType!).Boundary).Value;
        if (string.IsNullOrEmpty(boundary)) throw Malformed("no_boundary", "The Content-Type has no boundary.", "multipart/form-data; boundary=…");
        var reader = new MultipartReader(boundary, request.Body) { HeadersLengthLimit = MaxHeaders, BodyLengthLimit = null };
        while (await BrokenOff(() => reader.ReadNextSectionAsync(cancellation)) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase))
            {
                throw Malformed("no_disposition", "A part of the form has no Content-Disposition.", "form-data with a name");
            }

            var field = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
            if (disposition.IsFileDisposition() && field != "options") await BrokenOff(() =>
                AddAsync(disposition, field, section.Body, uploaded, cancellation));
            else await BrokenOff(() => ReadFieldAsync(field, section.Body, uploaded, cancellation));
        }
    }

    private async Task<bool> AddAsync(ContentDispositionHeaderValue disposition, string field, Stream body, UploadedFiles uploaded,
        CancellationToken cancellation)
    {
        var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value ?? "";
        await receiving.AddAsync(uploaded.Staged, name, DatasetPart.Names.Contains(field) ? field : null, body, cancellation);
        return true;
    }

    private static async Task<bool> ReadFieldAsync(string field, Stream body, UploadedFiles uploaded, CancellationToken cancellation)
    {
        var value = await ReadSmallAsync(body, $"the form's field \"{field}\"", cancellation);
        uploaded.Request = field switch
        {
            "options" => uploaded.Request with { Options = Parse<ImportOptions>(value, "#/options") },
            "description" => uploaded.Request with { Description = System.Text.Encoding.UTF8.GetString(value) },
            "licence" => uploaded.Request with { Licence = System.Text.Encoding.UTF8.GetString(value) },
            _ => throw Malformed("unknown_field", $"The form has a field \"{field}\" that is no file.", "files, options, description, licence"),
        };
        return true;
    }

    private async Task ReadJsonAsync(HttpRequest request, UploadedFiles uploaded, CancellationToken cancellation)
    {
        var body = Parse<VersionRequest>(await ReadSmallAsync(request.Body, "the body", cancellation), "#");
        uploaded.Request = body;
        if (body is { Uploads: null or [], Folder: null }) throw Malformed("no_files", "The body names no files.",
            "\"uploads\": [ids], or \"folder\": a path");
        foreach (var id in (body.Uploads ?? []).Distinct(StringComparer.Ordinal))
        {
            uploaded.Holds.Add(await sessions.HoldAsync(id, cancellation));
            var session = sessions.Find(id) ?? throw UploadSessions.NoSuch(id);
            if (!session.IsComplete)
            {
                throw new UploadException(UploadFault.Conflict, new DatasetProblem(
                    "upload_incomplete", $"{session.Offset} of {session.Length} bytes of the upload are there.", session.FileName,
                        Expected: "a finished upload",
                    Remedy: "Send the rest with PATCH first."));
            }

            uploaded.Uploads.Add(id);
            await receiving.AddAsync(uploaded.Staged, new ImportFile(sessions.DataOf(id), session.FileName, session.Part), cancellation);
        }

        if (body.Folder is null) return;
        foreach (var file in folders.Files(body.Folder)) await receiving.AddAsync(uploaded.Staged, file, cancellation);
    }

    private static async Task<byte[]> ReadSmallAsync(Stream body, string what, CancellationToken cancellation)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, cancellation) is var read and > 0)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > MaxJson) throw new UploadException(UploadFault.TooLarge,
                new DatasetProblem("too_large", $"More than {MaxJson:N0} bytes are in {what}."));
        }

        return bytes.ToArray();
    }

    internal static T Parse<T>(byte[] json, string pointer) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, ContractsJson.Options) ?? throw Malformed("invalid_json", $"{pointer} is null.", "an object");
        }
        catch (JsonException exception)
        {
            var path = exception.Path is { Length: > 1 } inner ? pointer + inner[1..].Replace('.', '/').Replace("[", "/", StringComparison.Ordinal)
                .Replace("]", "", StringComparison.Ordinal) : pointer;
            throw Malformed("invalid_json", $"{path}: {exception.Message.Split(" Path:")[0]}", null);
        }
    }

    /// <summary>The form reader's own complaints are the request's fault; the disk's are not.</summary>
    private static async Task<T> BrokenOff<T>(Func<Task<T>> read)
    {
        const int NoCode = unchecked((int)0x80131620);
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is InvalidDataException
            || (exception.GetType() == typeof(IOException) && exception.HResult == NoCode))
        {
            throw new UploadException(
                UploadFault.Malformed, new DatasetProblem("broken_form", "The form breaks off or its parts can't be told apart.",
                    Expected: "multipart/form-data with its closing boundary"), exception);
        }
    }

    private static UploadException Malformed(string code, string detail, string? expected) =>
        new(UploadFault.Malformed, new DatasetProblem(code, detail, Expected: expected));
}

/// <summary>What came with a request.</summary>
/// <param name="staged">Its files.</param>
public sealed class UploadedFiles(StagedFiles staged) : IDisposable
{
    /// <summary>Its files.</summary>
    public StagedFiles Staged { get; } = staged;

    /// <summary>The rest of it.</summary>
    public VersionRequest Request { get; internal set; } = new();

    /// <summary>Resumable uploads that it names.</summary>
    public IList<string> Uploads { get; } = [];

    /// <summary>Their locks.</summary>
    public IList<IDisposable> Holds { get; } = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        Staged.Dispose();
        foreach (var hold in Holds) hold.Dispose();
    }
}
