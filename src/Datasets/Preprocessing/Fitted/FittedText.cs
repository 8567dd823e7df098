using TrainingService.Compute.Data;
using TrainingService.Datasets.Preprocessing.Planning;
using TrainingService.Datasets.Preprocessing.Rows;
using TrainingService.Datasets.Tokenizers;

namespace TrainingService.Datasets.Preprocessing.Fitted;

/// <summary>What the tokens of a text are for.</summary>
public enum TextUse
{
    /// <summary>Read by the network.</summary>
    Source,

    /// <summary>Begin and the target's tokens: what a decoder reads.</summary>
    Decoder,

    /// <summary>The target's tokens and end, -1 behind: what a decoder is to say.</summary>
    Labels,
}

/// <summary>Tokens of a text: [length] ids. A text without tokens is one unknown token, so that every row has a step.</summary>
public sealed record FittedText : FittedField
{
    /// <summary>The column.</summary>
    public required string Column { get; init; }

    /// <summary>The vocabulary.</summary>
    public required Tokenizer Tokenizer { get; init; }

    /// <summary>Ids per row.</summary>
    public required int Length { get; init; }

    /// <summary>What they are for.</summary>
    public TextUse Use { get; init; }

    /// <inheritdoc/>
    public override FieldSchema Schema => Use == TextUse.Labels
        ? new(Name, FieldKind.Labels, [Length])
        {
            Classes = Tokenizer.VocabularySize, ClassNames = Tokenizer.Names(), Written = new WrittenText(FieldForms.Decoder, Tokenizer.Begin, Tokenizer.End),
        }
        : new(Name, FieldKind.Tokens, [Length]) { Classes = Tokenizer.VocabularySize, ClassNames = Tokenizer.Names(), HasLengths = true };

    /// <inheritdoc/>
    public override IReadOnlyList<string> SourceColumns => [Column];

    /// <inheritdoc/>
    public override void Encode(IRowSource rows, int first, int count, Span<byte> values, Span<int> lengths)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var destination = Integers(values);
        destination.Fill(Use == TextUse.Labels ? -1 : Tokenizer.Padding);
        var ids = new List<int>();
        for (var i = 0; i < count; i++)
        {
            ids.Clear();
            if (Use == TextUse.Decoder) ids.Add(Tokenizer.Begin);
            Tokenizer.Encode(rows.ReadText(Column, first + i) ?? "", ids);
            if (Use == TextUse.Labels) ids.Add(Tokenizer.End);
            if (ids.Count == 0) ids.Add(Tokenizer.Unknown);
            var kept = Math.Min(ids.Count, Length);
            for (var t = 0; t < kept; t++) destination[i * Length + t] = ids[t];
            if (Use != TextUse.Labels) lengths[i] = kept;
        }
    }
}
