using TrainingService.Contracts.Datasets;

namespace TrainingService.Datasets.Formats.Tables;

/// <summary>What the cells of a column are read as.</summary>
internal enum CellKind
{
    Number,
    Boolean,
    Time,
    Text,

    /// <summary>Texts that repeat: kept as codes in the order of their first appearance.</summary>
    Code,
}

/// <summary>How one column of a table is read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What its cells are read as.</param>
/// <param name="Confidence">How sure that is.</param>
/// <param name="IsForced">Whether the options say so: then a cell that does not fit is an error.</param>
/// <param name="Missing">Which texts stand for a missing value.</param>
/// <param name="TimeForm">Form of times.</param>
internal sealed record TableColumn(string Name, CellKind Kind, double Confidence, bool IsForced, Missing Missing, string? TimeForm = null)
{
    /// <summary>The column as it is stored.</summary>
    public DatasetColumn ToStored() => Kind switch
    {
        CellKind.Number => Stored(ColumnType.Number, ColumnStorage.Float64),
        CellKind.Boolean => Stored(ColumnType.Boolean, ColumnStorage.Uint8),
        CellKind.Time => Stored(ColumnType.Time, ColumnStorage.Int64),
        CellKind.Code => Stored(ColumnType.Text, ColumnStorage.Int32),
        _ => Stored(ColumnType.Text, ColumnStorage.Utf8),
    };

    /// <summary>The same column read as text, because cells do not fit.</summary>
    public TableColumn AsText(ImportOptions options) => this with { Kind = CellKind.Text, Missing = Missing.InTexts(options, Name), TimeForm = null };

    /// <summary>What a cell must be, for messages.</summary>
    public string Expected => Kind switch
    {
        CellKind.Number => "a finite number",
        CellKind.Boolean => "true or false",
        CellKind.Time => $"a time in the form {TimeForm}",
        _ => "text",
    };

    private DatasetColumn Stored(ColumnType type, ColumnStorage storage) =>
        new() { Name = Name, Type = type, Storage = storage, TypeConfidence = Confidence };
}
