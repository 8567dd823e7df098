using TrainingService.Datasets.Uploads.Staging;

namespace TrainingService.Datasets.Uploads.Archives;

/// <summary>What may still come out of one archive. Counted on what comes out: headers are not believed.</summary>
/// <param name="options">The limits.</param>
/// <param name="staged">Counts over all archives of an upload.</param>
/// <param name="archive">The archive's name, for messages.</param>
/// <param name="archiveBytes">The archive's own size.</param>
internal sealed class UnpackBudget(UploadOptions options, StagedFiles staged, string archive, long archiveBytes)
{
    private long unpacked;

    /// <summary>The archive's name.</summary>
    public string Archive => archive;

    /// <summary>Counts what came out.</summary>
    /// <exception cref="UploadException">It is too much.</exception>
    public void Count(long bytes, string? entry)
    {
        unpacked += bytes;
        staged.Unpacked += bytes;
        if (staged.Unpacked > options.MaxUnpackedBytes) throw UploadLimit.Unpacked(options, archive);
        if (unpacked > options.UnpackRatioFrom && unpacked / Math.Max(1, archiveBytes) >= options.MaxUnpackRatio) throw UploadLimit.Ratio(options,
            archive, entry);
    }
}
