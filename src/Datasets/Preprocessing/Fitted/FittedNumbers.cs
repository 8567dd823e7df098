using TrainingService.Compute.Data;
using TrainingService.Datasets.Preprocessing.Rows;

namespace TrainingService.Datasets.Preprocessing.Fitted;

/// <summary>Columns of numbers and categories side by side: [features] floats. Also targets that are numbers.</summary>
public sealed record FittedNumbers : FittedField
{
    /// <summary>The columns, in order.</summary>
    public required IReadOnlyList<FittedColumn> Columns { get; init; }

    /// <inheritdoc/>
    public override FieldSchema Schema => new(Name, FieldKind.Floats, [Columns.Sum(column => column.Width)])
    {
        IsRescaled = Columns.Any(column => column.Steps.Any(step => step is not FittedImpute)),
    };

    /// <inheritdoc/>
    public override IReadOnlyList<string> SourceColumns => [.. Columns.Select(column => column.Name)];

    /// <inheritdoc/>
    public override FieldUnit? ToUnit() => Columns.All(column => column.Width == 1) ? (value, place) => Columns[place % Columns.Count].Inverse(value) : null;

    /// <summary>Names of the features.</summary>
    public IReadOnlyList<string> FeatureNames() => [.. Columns.SelectMany(column => column.Names())];

    /// <inheritdoc/>
    public override void Encode(IRowSource rows, int first, int count, Span<byte> values, Span<int> lengths)
    {
        var table = Floats(values);
        var width = Columns.Sum(column => column.Width);
        var place = 0;
        foreach (var column in Columns)
        {
            column.Encode(rows, first, count, table, width, place);
            place += column.Width;
        }
    }

    /// <summary>Prepared numbers of one row in their original units, one per column; only for columns of one number.</summary>
    public IReadOnlyList<double> Inverse(IReadOnlyList<double> prepared) => [.. Columns.Select((column, i) => column.Inverse(prepared[i]))];
}

/// <summary>Columns of ordinals: [columns] ids for an embedding.</summary>
public sealed record FittedIds : FittedField
{
    /// <summary>The columns, in order.</summary>
    public required IReadOnlyList<FittedColumn> Columns { get; init; }

    /// <inheritdoc/>
    public override FieldSchema Schema => new(Name, FieldKind.Tokens, [Columns.Count])
    {
        Classes = Columns.Max(column => ((FittedOrdinal)column.Encoding!).Categories.Count) + 1,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<string> SourceColumns => [.. Columns.Select(column => column.Name)];

    /// <inheritdoc/>
    public override void Encode(IRowSource rows, int first, int count, Span<byte> values, Span<int> lengths)
    {
        var ids = Integers(values);
        var numbers = new double[count];
        for (var c = 0; c < Columns.Count; c++)
        {
            Columns[c].Numbers(rows, first, numbers);
            for (var i = 0; i < count; i++) ids[i * Columns.Count + c] = (int)numbers[i];
        }
    }
}

/// <summary>A class per row; -1 where it is missing or unknown.</summary>
public sealed record FittedClasses : FittedField
{
    /// <summary>The column.</summary>
    public required string Column { get; init; }

    /// <summary>Names of the classes in the order of their labels.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <inheritdoc/>
    public override FieldSchema Schema => new(Name, FieldKind.Labels, []) { Classes = Classes.Count, ClassNames = Classes };

    /// <inheritdoc/>
    public override IReadOnlyList<string> SourceColumns => [Column];

    /// <inheritdoc/>
    public override void Encode(IRowSource rows, int first, int count, Span<byte> values, Span<int> lengths)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var (codes, names) = rows.ReadCategories(Column, first, count);
        var labels = Classes.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        int[] byCode = [.. names.Select(name => labels.GetValueOrDefault(name, -1))];
        var destination = Integers(values);
        for (var i = 0; i < count; i++) destination[i] = codes[i] < 0 ? -1 : byCode[codes[i]];
    }
}
