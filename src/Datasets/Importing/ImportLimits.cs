namespace TrainingService.Datasets.Importing;

/// <summary>How much one import may be. What exceeds a limit is refused with the limit in the message.</summary>
public sealed record ImportLimits
{
    /// <summary>Bytes of all files together.</summary>
    public long TotalBytes { get; init; } = 64L << 30;

    /// <summary>Number of files.</summary>
    public int Files { get; init; } = 2_000_000;

    /// <summary>Rows of all parts together.</summary>
    public long Rows { get; init; } = 1_000_000_000;

    /// <summary>Columns.</summary>
    public int Columns { get; init; } = 10_000;

    /// <summary>Bytes of one cell or text.</summary>
    public int CellBytes { get; init; } = 1 << 20;

    /// <summary>Bytes of one row of a table; also what stands between two line ends of any text file.</summary>
    public int RowBytes { get; init; } = 16 << 20;

    /// <summary>Bytes of a decoded value of a tensor or image, and of one encoded image file.</summary>
    public int ValueBytes { get; init; } = 256 << 20;

    /// <summary>Height or width of an image in pixels.</summary>
    public int ImageSide { get; init; } = 16_384;

    /// <summary>Pixels of an image, height times width. Read from its header before anything is decoded.</summary>
    public long ImagePixels { get; init; } = 64L << 20;

    /// <summary>Classes of one column.</summary>
    public int Classes { get; init; } = 10_000;

    /// <summary>Boxes in one image.</summary>
    public int BoxesPerRow { get; init; } = 10_000;

    /// <summary>Bytes of a JSON document that must be held in memory (annotations).</summary>
    public long DocumentBytes { get; init; } = 256L << 20;

    /// <summary>Bytes that decompressing one file may give.</summary>
    public long UnpackedBytes { get; init; } = 64L << 30;

    /// <summary>Equal-sized images are stored decoded when that takes no more than this; otherwise as the files they came in.</summary>
    public long DecodedBytes { get; init; } = 8L << 30;
}
