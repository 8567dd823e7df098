namespace TrainingService.Datasets.Uploads.Sessions;

/// <summary>An upload that may be interrupted and resumed.</summary>
public sealed record UploadSession
{
    /// <summary>Its id: 32 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>Bytes it will have.</summary>
    public required long Length { get; init; }

    /// <summary>Bytes that are there.</summary>
    public required long Offset { get; init; }

    /// <summary>The file's name.</summary>
    public required string FileName { get; init; }

    /// <summary>The part it belongs to, or null.</summary>
    public string? Part { get; init; }

    /// <summary>The client's metadata, as it was sent.</summary>
    public required string Metadata { get; init; }

    /// <summary>When it is removed unless more comes, in UTC.</summary>
    public required DateTime ExpiresAt { get; init; }

    /// <summary>Whether all bytes are there.</summary>
    public bool IsComplete => Offset == Length;
}

/// <summary>A checksum that a piece of an upload came with.</summary>
/// <param name="Algorithm">`sha256` or `sha1`.</param>
/// <param name="Digest">Its value.</param>
public sealed record PieceChecksum(string Algorithm, byte[] Digest)
{
    /// <summary>The algorithms there are.</summary>
    public const string Algorithms = "sha256,sha1";
}
