using System.Buffers.Text;
using System.Globalization;
using System.Text;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Uploads;
using TrainingService.Datasets.Uploads.Sessions;

namespace TrainingService.Api.Datasets.Uploads;

/// <summary>The headers of the tus protocol.</summary>
internal static class TusHeaders
{
    private const string PieceType = "application/offset+octet-stream";

    /// <summary>Whether the body is a piece of an upload.</summary>
    public static bool IsPiece(HttpRequest request) => request.ContentType?.Split(';')[0].Trim()
        .Equals(PieceType, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>A header that must be a whole number.</summary>
    public static long Whole(HttpRequest request, string header)
    {
        var text = request.Headers[header].ToString();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong(header, text.Length == 0 ? "is missing" : $"is \"{EntryShown(text)}\"", "a whole number of bytes");
    }

    /// <summary>The file's name and part from the metadata.</summary>
    public static (string FileName, string? Part) Metadata(string header)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var space = pair.IndexOf(' ', StringComparison.Ordinal);
            var (key, encoded) = space < 0 ? (pair, "") : (pair[..space], pair[(space + 1)..]);
            if (!Base64.IsValid(encoded)) throw Wrong("Upload-Metadata", $"has a value of {EntryShown(key)} that is no base64",
                "key and base64 value, parted by a blank; pairs by commas");
            values[key] = Encoding.UTF8.GetString(Convert.FromBase64String(encoded));
        }

        if (!values.TryGetValue("filename", out var name) && !values.TryGetValue("name", out name)) throw Wrong("Upload-Metadata", "names no file",
            "filename and its name in base64");
        if (!values.TryGetValue("part", out var part)) return (name, null);
        return DatasetPart.Names.Contains(part) ? (name, part) : throw Wrong("Upload-Metadata", $"names the part \"{EntryShown(part)}\"",
            $"one of {string.Join(", ", DatasetPart.Names)}");
    }

    /// <summary>The checksum that a piece came with, or null.</summary>
    public static PieceChecksum? Checksum(HttpRequest request)
    {
        if (request.Headers["Upload-Checksum"].ToString() is not { Length: > 0 } text) return null;
        return text.Split(' ') is [var algorithm, var digest] && Base64.IsValid(digest)
            ? new PieceChecksum(algorithm, Convert.FromBase64String(digest))
            : throw Wrong("Upload-Checksum", $"is \"{EntryShown(text)}\"", "algorithm and digest in base64, parted by a blank");
    }

    /// <summary>Tells how an upload stands.</summary>
    public static void Tell(HttpResponse response, UploadSession session)
    {
        response.Headers["Upload-Offset"] = session.Offset.ToString(CultureInfo.InvariantCulture);
        response.Headers["Upload-Expires"] = session.ExpiresAt.ToString("R", CultureInfo.InvariantCulture);
    }

    private static string EntryShown(string text) => string.Concat(text.Take(100).Select(c => char.IsControl(c) ? '?' : c));

    private static UploadException Wrong(string header, string what, string expected) =>
        new(UploadFault.Malformed, new DatasetProblem("invalid_header", $"The header {header} {what}.", Expected: expected));
}

/// <summary>What every answer of a tus server says, and the one version it speaks.</summary>
internal sealed class TusFilter : IEndpointFilter
{
    /// <summary>The protocol's version.</summary>
    public const string Version = "1.0.0";

    /// <inheritdoc/>
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var response = context.HttpContext.Response;
        response.Headers["Tus-Resumable"] = Version;
        // A client that says nothing (curl, say) gets the one version there is.
        if (context.HttpContext.Request.Headers["Tus-Resumable"].ToString() is "" or Version) return next(context);
        response.Headers["Tus-Version"] = Version;
        return ValueTask.FromResult<object?>(Problems.Problem.Of(
            StatusCodes.Status412PreconditionFailed, "Another version of tus", $"This server speaks tus {Version}."));
    }
}
