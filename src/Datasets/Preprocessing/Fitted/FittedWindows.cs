using System.Globalization;
using TrainingService.Compute.Data;
using TrainingService.Datasets.Preprocessing.Rows;
using TrainingService.Datasets.Tokenizers;

namespace TrainingService.Datasets.Preprocessing.Fitted;

/// <summary>Steps of a series: [lags, columns] looked back at, or the [horizon · columns] after them. Given rows are consecutive steps.</summary>
public sealed record FittedWindows : FittedField
{
    /// <summary>What a step becomes.</summary>
    public required FittedNumbers Table { get; init; }

    /// <summary>Steps in a window.</summary>
    public required int Steps { get; init; }

    /// <summary>Whether it is what is predicted.</summary>
    public bool IsAhead { get; init; }

    /// <inheritdoc/>
    public override FieldSchema Schema => new(Name, FieldKind.Floats, IsAhead ? [Steps * Table.Schema.Count] : [Steps, Table.Schema.Count]);

    /// <inheritdoc/>
    public override FieldUnit? ToUnit() => Table.ToUnit();

    /// <inheritdoc/>
    public override IReadOnlyList<string> SourceColumns => Table.SourceColumns;

    /// <summary>What the i-th number of a window is: a feature and its step, t being the last known one.</summary>
    public string NameOf(int place)
    {
        var names = Table.FeatureNames();
        var step = place / names.Count + (IsAhead ? 1 : 1 - Steps);
        return names[place % names.Count] + (step == 0 ? "(t)" : string.Create(CultureInfo.InvariantCulture, $"(t{step:+0;-0})"));
    }

    /// <summary>Prepares windows: the i-th begins at row first + i.</summary>
    public override void Encode(IRowSource rows, int first, int count, Span<byte> values, Span<int> lengths)
    {
        var width = (int)Table.RowBytes;
        var steps = new byte[(count + Steps - 1) * width];
        Table.Encode(rows, first, count + Steps - 1, steps, lengths);
        for (var i = 0; i < count; i++) steps.AsSpan(i * width, Steps * width).CopyTo(values[(i * Steps * width)..]);
    }
}

/// <summary>A window of a text's tokens: [length] ids, or for each the id after it.</summary>
public sealed record FittedStream : FittedField
{
    /// <summary>The column.</summary>
    public required string Column { get; init; }

    /// <summary>The vocabulary.</summary>
    public required Tokenizer Tokenizer { get; init; }

    /// <summary>Ids per row.</summary>
    public required int Length { get; init; }

    /// <summary>Whether it is what is predicted.</summary>
    public bool IsNext { get; init; }

    /// <inheritdoc/>
    public override FieldSchema Schema => new(Name, IsNext ? FieldKind.Labels : FieldKind.Tokens, [Length])
    {
        Classes = Tokenizer.VocabularySize,
        ClassNames = Tokenizer.Names(),
    };

    /// <inheritdoc/>
    public override IReadOnlyList<string> SourceColumns => [Column];

    /// <summary>Prepares texts, one a row: the beginning of each, padded behind. Whole corpora are cut by the preparation instead.</summary>
    public override void Encode(IRowSource rows, int first, int count, Span<byte> values, Span<int> lengths)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var destination = Integers(values);
        destination.Fill(IsNext ? -1 : Tokenizer.Padding);
        var ids = new List<int>();
        for (var i = 0; i < count; i++)
        {
            ids.Clear();
            Tokenizer.Encode(rows.ReadText(Column, first + i) ?? "", ids);
            var skip = IsNext ? 1 : 0;
            for (var t = 0; t < Math.Min(ids.Count - skip, Length); t++) destination[i * Length + t] = ids[t + skip];
        }
    }
}
