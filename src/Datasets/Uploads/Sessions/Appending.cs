using System.Buffers;
using System.Security.Cryptography;
using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Uploads.Sessions;

/// <summary>Adds one request's bytes to an upload's data.</summary>
internal sealed class Appending(string path, UploadSession session)
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Appends until the content ends or breaks off.</summary>
    public async Task RunAsync(Stream content, PieceChecksum? checksum, CancellationToken cancellation)
    {
        using var hash = checksum is null ? null : IncrementalHash.CreateHash(AlgorithmOf(checksum));
        await using var data = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0);
        data.Position = session.Offset;
        var isProven = checksum is null;
        try
        {
            await CopyAsync(content, data, hash, cancellation).ConfigureAwait(false);
            if (checksum is null) return;
            isProven = CryptographicOperations.FixedTimeEquals(hash!.GetHashAndReset(), checksum.Digest);
            if (!isProven) throw Damaged(checksum);
        }
        finally
        {
            if (!isProven) data.SetLength(session.Offset);
            // What the answer or the next HEAD says is there must be there, whatever happens to the machine.
            data.Flush(flushToDisk: true);
        }
    }

    private async Task CopyAsync(Stream content, FileStream data, IncrementalHash? hash, CancellationToken cancellation)
    {
        var left = session.Length - session.Offset;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await content.ReadAsync(buffer, cancellation).ConfigureAwait(false) is var read and > 0)
            {
                if (read > left)
                {
                    throw new UploadException(UploadFault.Malformed, new DatasetProblem(
                        "too_long", $"More bytes come than the {session.Length} that were announced.", session.FileName,
                            Expected: $"{session.Length} bytes"));
                }

                await data.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
                hash?.AppendData(buffer, 0, read);
                left -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static HashAlgorithmName AlgorithmOf(PieceChecksum checksum) => checksum.Algorithm switch
    {
        "sha256" => HashAlgorithmName.SHA256,
        "sha1" => HashAlgorithmName.SHA1,
        _ => throw new UploadException(UploadFault.Malformed, new DatasetProblem(
            "unknown_checksum", $"The checksum algorithm \"{EntryName.Shown(checksum.Algorithm)}\" is not known.",
                Expected: PieceChecksum.Algorithms)),
    };

    private UploadException Damaged(PieceChecksum checksum) => new(UploadFault.Damaged, new DatasetProblem(
        "checksum_mismatch", $"The {checksum.Algorithm} of what came is not the one that was sent with it; the piece was dropped.", session.FileName,
        Remedy: "Send the piece again."));
}
