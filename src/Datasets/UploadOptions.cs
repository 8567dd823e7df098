using System.Globalization;
using Microsoft.Extensions.Configuration;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets;

/// <summary>What uploads may take: the `Datasets` section of the configuration.</summary>
public sealed record UploadOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Datasets";

    /// <summary>Folder of everything that is kept; uploads, staged files and versions lie in it.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Folders on this machine that imports may read from. None by default: a path in a request is then refused.</summary>
    public IReadOnlyList<string> AllowedFolders { get; init; } = [];

    /// <summary>Bytes of one version's files as they are sent, together.</summary>
    public long MaxUploadBytes { get; init; } = 32L << 30;

    /// <summary>Bytes of one version's files unpacked, together.</summary>
    public long MaxUnpackedBytes { get; init; } = 128L << 30;

    /// <summary>Files of one version, in and out of archives.</summary>
    public long MaxFiles { get; init; } = 500_000;

    /// <summary>
    /// How many times larger than the archive its content may be. What is said in the archive's headers does not count: what comes out does.
    /// </summary>
    public long MaxUnpackRatio { get; init; } = 200;

    /// <summary>So much may come out of an archive before the ratio counts: short texts of one letter shrink further than any honest file.</summary>
    public long UnpackRatioFrom { get; init; } = 256L << 20;

    /// <summary>Free bytes of the disk that uploads leave alone, for checkpoints and the database.</summary>
    public long KeepFreeBytes { get; init; } = 1L << 30;

    /// <summary>Uploads begun and not ended, at most.</summary>
    public long MaxOpenUploads { get; init; } = 1000;

    /// <summary>How long an upload is kept after the last byte came.</summary>
    public TimeSpan UploadExpiry { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long an answer waits for the import; one that takes longer is answered with where to ask for it.</summary>
    public TimeSpan ImportWait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the outcome of an import can be asked for.</summary>
    public TimeSpan ImportKept { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Imports at the same time in one process; further ones wait.</summary>
    public long Imports { get; init; } = 1;

    /// <summary>Rows of one version.</summary>
    public long MaxRows { get; init; } = 1_000_000_000;

    /// <summary>Columns of one version.</summary>
    public long MaxColumns { get; init; } = 10_000;

    /// <summary>Classes of one column.</summary>
    public long MaxClasses { get; init; } = 10_000;

    /// <summary>Height or width of an image in pixels.</summary>
    public long MaxImageSide { get; init; } = 16_384;

    /// <summary>Pixels of an image, told from its header before anything is decoded.</summary>
    public long MaxImagePixels { get; init; } = 64L << 20;

    /// <summary>The limits of the readers.</summary>
    internal ImportLimits ImportLimits => new()
    {
        TotalBytes = Math.Max(MaxUploadBytes, MaxUnpackedBytes),
        Files = (int)Math.Min(int.MaxValue, MaxFiles),
        Rows = MaxRows,
        Columns = (int)Math.Min(int.MaxValue, MaxColumns),
        Classes = (int)Math.Min(int.MaxValue, MaxClasses),
        ImageSide = (int)Math.Min(int.MaxValue, MaxImageSide),
        ImagePixels = MaxImagePixels,
        UnpackedBytes = MaxUnpackedBytes,
    };

    /// <summary>Reads the section.</summary>
    /// <exception cref="InvalidOperationException">A value is not what it must be; the message names it.</exception>
    public static UploadOptions Read(IConfiguration configuration, string dataFolder)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection(Section);
        var defaults = new UploadOptions { DataFolder = Path.GetFullPath(dataFolder) };
        return defaults with
        {
            AllowedFolders = [.. Folders(section.GetSection(nameof(AllowedFolders)))],
            MaxUploadBytes = Whole(section, nameof(MaxUploadBytes), defaults.MaxUploadBytes),
            MaxUnpackedBytes = Whole(section, nameof(MaxUnpackedBytes), defaults.MaxUnpackedBytes),
            MaxFiles = Whole(section, nameof(MaxFiles), defaults.MaxFiles),
            MaxUnpackRatio = Whole(section, nameof(MaxUnpackRatio), defaults.MaxUnpackRatio),
            UnpackRatioFrom = Whole(section, nameof(UnpackRatioFrom), defaults.UnpackRatioFrom),
            KeepFreeBytes = Whole(section, nameof(KeepFreeBytes), defaults.KeepFreeBytes),
            MaxOpenUploads = Whole(section, nameof(MaxOpenUploads), defaults.MaxOpenUploads),
            UploadExpiry = Time(section, nameof(UploadExpiry), defaults.UploadExpiry),
            ImportWait = Time(section, nameof(ImportWait), defaults.ImportWait),
            ImportKept = Time(section, nameof(ImportKept), defaults.ImportKept),
            MaxRows = Whole(section, nameof(MaxRows), defaults.MaxRows),
            MaxColumns = Whole(section, nameof(MaxColumns), defaults.MaxColumns),
            MaxClasses = Whole(section, nameof(MaxClasses), defaults.MaxClasses),
            MaxImageSide = Whole(section, nameof(MaxImageSide), defaults.MaxImageSide),
            MaxImagePixels = Whole(section, nameof(MaxImagePixels), defaults.MaxImagePixels),
            Imports = Math.Max(1, Whole(section, nameof(Imports), defaults.Imports)),
        };
    }

    private static IEnumerable<string> Folders(IConfigurationSection section)
    {
        // A list by index (Datasets__AllowedFolders__0=…), or one value with the system's path separator in it.
        var given = section.GetChildren().Select(child => child.Value).Concat((section.Value ?? "").Split(Path.PathSeparator));
        foreach (var folder in given.Where(folder => !string.IsNullOrWhiteSpace(folder)))
        {
            if (!Path.IsPathFullyQualified(folder!)) throw new InvalidOperationException($"{Section}:{nameof(AllowedFolders)}: '{folder}' is not an absolute path.");
            yield return Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder!));
        }
    }

    private static long Whole(IConfigurationSection section, string key, long otherwise)
    {
        if (section[key] is not { Length: > 0 } text) return otherwise;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidOperationException($"{Section}:{key} is '{text}', expected a whole number.");
    }

    private static TimeSpan Time(IConfigurationSection section, string key, TimeSpan otherwise)
    {
        if (section[key] is not { Length: > 0 } text) return otherwise;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= TimeSpan.Zero
            ? value
            : throw new InvalidOperationException($"{Section}:{key} is '{text}', expected a time such as 1.00:00:00 (a day) or 00:00:30.");
    }
}
