using TrainingService.Datasets.Preprocessing;

namespace TrainingService.Datasets.Preparation;

/// <summary>`prepared.json`: what a prepared folder holds. Written last, so that its presence means all is there.</summary>
internal sealed record PreparedManifest
{
    /// <summary>The form of files that this program reads and writes.</summary>
    public const int CurrentLayout = 1;

    /// <summary>Form of the files.</summary>
    public int Layout { get; init; } = CurrentLayout;

    /// <summary>What was learned.</summary>
    public required FittedPreprocessing Fitted { get; init; }

    /// <summary>Parts with their files.</summary>
    public required IReadOnlyList<ManifestPart> Parts { get; init; }

    /// <summary>Part that is trained on.</summary>
    public required ManifestRows Training { get; init; }

    /// <summary>Part that is validated on, or null.</summary>
    public ManifestRows? Validation { get; init; }

    /// <summary>Part that is tested on, or null.</summary>
    public ManifestRows? Test { get; init; }
}

/// <summary>One part: a file per field, in the order of the fields.</summary>
/// <param name="Name">The part's name.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Fields">Files of each field.</param>
internal sealed record ManifestPart(string Name, int Rows, IReadOnlyList<ManifestField> Fields);

/// <summary>Where a field's rows lie.</summary>
/// <param name="Values">A file of the folder, or null when the version's own column is mapped.</param>
/// <param name="Lengths">A file of real steps per row, or null.</param>
/// <param name="Column">Number of the version's own column, or null.</param>
internal sealed record ManifestField(ManifestFile? Values, ManifestFile? Lengths, int? Column);

/// <summary>A file and how to tell that it is whole.</summary>
/// <param name="Name">Its name in the folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Hash">See <see cref="SampledHash"/>.</param>
internal sealed record ManifestFile(string Name, long Bytes, string Hash);

/// <summary>Which rows of a part a run uses.</summary>
/// <param name="Part">The part's name.</param>
/// <param name="Count">How many.</param>
/// <param name="File">The rows' numbers within the part, four bytes each; null for all.</param>
internal sealed record ManifestRows(string Part, int Count, ManifestFile? File);
