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

    /// <summary>The writer of a model; null when it does not write.</summary>
    public static SequenceWriter? For(IReadOnlyList<OutputReader> outputs, FittedPreprocessing fitted, DataSchema schema, Func<DataPart, float[]> forward)
    {
        if (outputs.Count != 1) return null;
        if (outputs[0].Target is FittedText { Use: TextUse.Labels } target)
        {
            var input = fitted.Inputs.OfType<FittedText>().FirstOrDefault(field => field.Use == TextUse.Decoder);
            return input is null ? null : new SequenceWriter(target.Tokenizer, new SequenceDecoder(new DataSchema(schema.Inputs, []), input.Name, forward), null);
        }

        return outputs[0].Target is FittedStream { IsNext: true } stream
            ? new SequenceWriter(stream.Tokenizer, null, new Continuation(stream.Tokenizer, stream.Length, forward))
            : null;
    }

    /// <summary>A text, or several beams, for each row.</summary>
    public IReadOnlyList<Prediction> Write(DataPart inputs, IReadOnlyList<JsonElement> rows, GenerationOptions options)
    {
        if (continuation is not null) return [.. rows.Select(row => new Prediction { Text = continuation.Of(row, options) })];
        var decoding = new DecodingOptions(Tokenizer.Begin, Tokenizer.End)
        {
            BeamWidth = options.Beams, LengthPenalty = options.LengthPenalty, MaxLength = options.MaxLength, PaddingId = Tokenizer.Padding,
        };
        return [.. decoder!.Decode(inputs, decoding).Select(Read)];
    }

    private Prediction Read(IReadOnlyList<DecodedSequence> beams)
    {
        GeneratedText[] texts = [.. beams.Select(beam => new GeneratedText(tokenizer.Decode([.. beam.Tokens]), beam.LogProbability))];
        return new Prediction { Text = texts[0].Text, Candidates = texts.Length > 1 ? texts : null };
    }
}
