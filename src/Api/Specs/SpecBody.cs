using System.Buffers;
using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;

namespace TrainingService.Api.Specs;

/// <summary>Reads a request's body as it came, within a limit: the spec reader wants the bytes, to point at every error in them.</summary>
internal static class SpecBody
{
    /// <summary>Bytes accepted at most.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The body's bytes, or the problem to answer (413 too large, 415 not JSON).</summary>
    public static async Task<(ReadOnlyMemory<byte> Bytes, ProblemHttpResult? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (!request.HasJsonContentType())
        {
            var given = string.IsNullOrEmpty(request.ContentType) ? "no Content-Type" : $"Content-Type: {request.ContentType}";
            return (default, Problem.Of(
                StatusCodes.Status415UnsupportedMediaType,
                "Unsupported media type",
                $"The request has {given}; send the spec with the header Content-Type: application/json."));
        }

        if (request.ContentLength > MaxBytes) return (default, await RefuseAsync(request, cancellation));
        var body = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 4096) + 1);
        while (true)
        {
            var read = await request.Body.ReadAsync(body.GetMemory(), cancellation);
            if (read == 0) return (body.WrittenMemory, null);
            body.Advance(read);
            if (body.WrittenCount > MaxBytes) return (default, await RefuseAsync(request, cancellation));
        }
    }

    /// <summary>Refuses after the rest has come, up to the server's own limit: most clients listen only when they have sent all.</summary>
    private static async Task<ProblemHttpResult> RefuseAsync(HttpRequest request, CancellationToken cancellation)
    {
        await request.Body.CopyToAsync(Stream.Null, cancellation);
        return Problem.Of(
            StatusCodes.Status413PayloadTooLarge,
            "The body is too large",
            $"A spec may have {MaxBytes:N0} bytes at most. Data does not belong in it: name a dataset instead.");
    }
}
