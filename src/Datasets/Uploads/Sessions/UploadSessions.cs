using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Versions;

namespace TrainingService.Datasets.Uploads.Sessions;

/// <summary>
/// Resumable uploads on disk: `uploads/ID` with what was announced and the bytes that came. The file's length is the offset, so any process on the
/// data folder can go on after any other, also after one was killed.
/// </summary>
public sealed class UploadSessions
{
    private const string DataName = "data";
    private const string LockName = ".lock";
    private const int IdBytes = 16;

    // A client that lost its connection resumes sooner than the server sees the old one end.
    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(5);

    private readonly UploadOptions options;
    private readonly DiskSpace disk;
    private readonly TimeProvider time;
    private readonly ILogger<UploadSessions> logger;
    private readonly string root;

    internal UploadSessions(UploadOptions options, DiskSpace disk, TimeProvider time, ILogger<UploadSessions> logger)
    {
        (this.options, this.disk, this.time, this.logger) = (options, disk, time, logger);
        root = Path.Combine(options.DataFolder, "uploads");
    }

    /// <summary>Begins an upload.</summary>
    /// <exception cref="UploadException">It is too large, the disk is too full, the name is bad, or too many are open.</exception>
    public UploadSession Create(long length, string fileName, string? part, string metadata)
    {
        if (length > options.MaxUploadBytes) throw UploadLimit.Bytes(options, fileName);
        disk.Ensure(length, fileName);
        var name = EntryName.Clean(fileName);
        Directory.CreateDirectory(root);
        if (Directory.EnumerateDirectories(root).Take((int)options.MaxOpenUploads).Count() >= options.MaxOpenUploads) throw TooMany();
        var id = RandomNumberGenerator.GetHexString(2 * IdBytes, lowercase: true);
        var folder = Directory.CreateDirectory(Path.Combine(root, id)).FullName;
        try
        {
            using (File.Create(Path.Combine(folder, DataName))) { }
            JsonFile.Write(Path.Combine(folder, SessionFile.FileName),
                new SessionFile { Length = length, Name = name, Part = part, Metadata = metadata });
            return Find(id)!;
        }
        catch (IOException exception) when (DiskSpace.IsFull(exception))
        {
            Directory.Delete(folder, recursive: true);
            throw disk.Full(fileName, "writing failed", exception);
        }
    }

    /// <summary>An upload as it stands, or null.</summary>
    public UploadSession? Find(string id)
    {
        if (!IsId(id) || JsonFile.Read<SessionFile>(Path.Combine(root, id, SessionFile.FileName)) is not { } file) return null;
        var data = new FileInfo(DataOf(id));
        if (!data.Exists) return null;
        var expires = data.LastWriteTimeUtc + options.UploadExpiry;
        if (expires < time.GetUtcNow().UtcDateTime) return null;
        return new UploadSession
        {
            Id = id, Length = file.Length, Offset = data.Length, FileName = file.Name, Part = file.Part, Metadata = file.Metadata,
                ExpiresAt = expires,
        };
    }

    /// <summary>Where an upload's bytes are.</summary>
    public string DataOf(string id) => IsId(id) ? Path.Combine(root, id, DataName) : throw NoSuch(id);

    /// <summary>
    /// Takes more bytes. When the stream breaks off, what came is kept (unless a checksum was to prove it), is on disk, and counts.
    /// </summary>
    /// <exception cref="UploadException">No such upload, another offset, more than was announced, a wrong checksum, or a full disk.</exception>
    public async Task<UploadSession> AppendAsync(string id, long offset, Stream content, PieceChecksum? checksum, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (Find(id) is null) throw NoSuch(id);
        using var held = await HoldAsync(id, cancellation).ConfigureAwait(false);
        if (Find(id) is not { } session) throw NoSuch(id);
        if (session.Offset != offset)
        {
            throw new UploadException(UploadFault.Conflict, new DatasetProblem(
                "wrong_offset", $"The upload stands at {session.Offset}, the request begins at {offset}.", session.FileName,
                Expected: $"Upload-Offset: {session.Offset}", Remedy: "Ask with HEAD where it stands and go on there."));
        }

        disk.Ensure(session.Length - offset, session.FileName);
        try
        {
            await new Appending(DataOf(id), session).RunAsync(content, checksum, cancellation).ConfigureAwait(false);
        }
        catch (IOException exception) when (DiskSpace.IsFull(exception))
        {
            throw disk.Full(session.FileName, "writing failed", exception);
        }

        return Find(id) ?? throw NoSuch(id);
    }

    /// <summary>Keeps an upload for oneself: nobody appends to it or deletes it until that is disposed.</summary>
    /// <exception cref="UploadException">Somebody else is at it, or it does not exist.</exception>
    public async Task<IDisposable> HoldAsync(string id, CancellationToken cancellation)
    {
        if (Find(id) is not { } session) throw NoSuch(id);
        var path = Path.Combine(root, id, LockName);
        return await FileLock.WaitAsync(() => FileLock.TryTake(path), LockWait, time, cancellation).ConfigureAwait(false)
            ?? throw new UploadException(UploadFault.Busy, new DatasetProblem(
                "upload_busy", "Another request is at work on this upload.", session.FileName, Remedy: "Try again when it has ended."));
    }

    /// <summary>Removes an upload and its bytes. False when there is none.</summary>
    /// <exception cref="UploadException">Somebody is at work on it.</exception>
    public async Task<bool> DeleteAsync(string id, CancellationToken cancellation)
    {
        if (Find(id) is null) return false;
        using var held = await HoldAsync(id, cancellation).ConfigureAwait(false);
        Remove(id);
        return true;
    }

    /// <summary>Removes an upload that the caller holds.</summary>
    public void Remove(string id)
    {
        var folder = Path.GetDirectoryName(DataOf(id))!;
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    /// <summary>The refusal for an id that is none.</summary>
    public static UploadException NoSuch(string id) => new(UploadFault.NotFound, new DatasetProblem(
        "no_upload", $"There is no upload \"{EntryName.Shown(id)}\": it never was, was finished, deleted, or expired.",
            Remedy: "Begin a new one: POST /api/v1/uploads."));

    /// <summary>Removes uploads that expired and folders that a killed process left half made.</summary>
    internal void Clean()
    {
        if (!Directory.Exists(root)) return;
        foreach (var folder in new DirectoryInfo(root).EnumerateDirectories())
        {
            var data = new FileInfo(Path.Combine(folder.FullName, DataName));
            var last = data.Exists ? data.LastWriteTimeUtc : folder.LastWriteTimeUtc;
            if (last + options.UploadExpiry >= time.GetUtcNow().UtcDateTime) continue;
            using var held = FileLock.TryTake(Path.Combine(folder.FullName, LockName));
            if (held is null) continue;
            logger.LogInformation("The upload {Id} expired and is removed.", folder.Name);
            folder.Delete(recursive: true);
        }
    }

    private static bool IsId(string id) => id.Length == 2 * IdBytes && id.All(char.IsAsciiHexDigitLower);

    private UploadException TooMany() => new(UploadFault.Busy, new DatasetProblem(
        "too_many_uploads", $"{options.MaxOpenUploads} uploads are open.", Expected: "fewer at a time",
        Remedy: $"Delete those that are not needed, or wait until they expire. {UploadOptions.Section}:{nameof(UploadOptions.MaxOpenUploads)} raises the limit."));
}
