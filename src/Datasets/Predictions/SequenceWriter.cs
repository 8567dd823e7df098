using System.Text.Json;
using TrainingService.Compute.Data;
using TrainingService.Compute.Inference;
using TrainingService.Contracts.Predictions;
using TrainingService.Datasets.Preprocessing;
using TrainingService.Datasets.Preprocessing.Fitted;
using TrainingService.Datasets.Tokenizers;

namespace TrainingService.Datasets.Predictions;

/// <summary>Writes texts with a model that was trained to foretell tokens: the answer to a text (sequence to sequence), or what follows it (language models).</summary>
internal sealed class SequenceWriter
{
    private readonly Tokenizer tokenizer;
    private readonly SequenceDecoder? decoder;
    private readonly Continuation? continuation;

    private SequenceWriter(Tokenizer tokenizer, SequenceDecoder? decoder, Continuation? continuation) =>
        (this.tokenizer, this.decoder, this.continuation) = (tokenizer, decoder, continuation);

    /// <summary>What goes on with texts; null when it answers them.</summary>
    public Continuation? Continuation => continuation;

    /// <summary>The input whose tokens a model goes on with; null when it does not write.</summary>
    public static string? DecoderOf(IReadOnlyList<FittedField> targets, FittedPreprocessing fitted) => targets switch
    {
        [FittedText { Use: TextUse.Labels }] => fitted.Inputs.OfType<FittedText>().FirstOrDefault(field => field.Use == TextUse.Decoder)?.Name,
        [FittedStream { IsNext: true }] => fitted.Inputs[0].Name,
        _ => null,
    };

    /// <summary>The writer of a model that was loaded with its decoder; null when it does not write.</summary>
    public static SequenceWriter? For(IReadOnlyList<FittedField> targets, FittedPreprocessing fitted, Predictor predictor) =>
        DecoderOf(targets, fitted) is null ? null
        : targets[0] is FittedText text ? new SequenceWriter(text.Tokenizer, new SequenceDecoder(predictor.Tokens), null)
        : targets[0] is FittedStream stream ? new SequenceWriter(stream.Tokenizer, null, new Continuation(stream.Tokenizer, predictor.Tokens, predictor.WholeTokens))
        : null;

    /// <summary>A text, or several beams, for each row.</summary>
    public IReadOnlyList<Prediction> Write(DataPart inputs, IReadOnlyList<JsonElement> rows, GenerationOptions options)
    {
        if (continuation is not null) return [.. rows.Select(row => new Prediction { Text = continuation.Of(row, options) })];
        var decoding = new DecodingOptions(Tokenizer.Begin, Tokenizer.End)
        {
            BeamWidth = options.Beams, LengthPenalty = options.LengthPenalty, MaxLength = options.MaxLength,
        };
        return [.. decoder!.Decode(inputs, decoding).Select(Read)];
    }

    private Prediction Read(IReadOnlyList<DecodedSequence> beams)
    {
        GeneratedText[] texts = [.. beams.Select(beam => new GeneratedText(tokenizer.Decode([.. beam.Tokens]), beam.LogProbability))];
        return new Prediction { Text = texts[0].Text, Candidates = texts.Length > 1 ? texts : null };
    }
}
