using TrainingService.Compute.Data;

namespace TrainingService.Compute.Inference;

/// <summary>
/// Generates sequences with a network that was trained to foretell each next token from those before it (teacher forcing): the network is run on the
/// tokens so far, the likeliest next ones are put behind them, until the end token or the greatest length. What the network makes of padding behind
/// the tokens so far must not matter to the positions before, as in recurrent decoders and causal attention.
/// </summary>
public sealed class SequenceDecoder
{
    private readonly DataSchema schema;
    private readonly int decoderField;
    private readonly Func<DataPart, float[]> forward;

    /// <summary>A decoder.</summary>
    /// <param name="schema">The network's inputs.</param>
    /// <param name="decoderField">Name of the token input [steps] that holds the begin token and the sequence so far.</param>
    /// <param name="forward">Runs the network on rows of all inputs and gives its output [rows, steps, vocabulary]: logits.</param>
    /// <exception cref="ArgumentException">The field is no sequence of tokens.</exception>
    public SequenceDecoder(DataSchema schema, string decoderField, Func<DataPart, float[]> forward)
    {
        ArgumentNullException.ThrowIfNull(schema);
        this.schema = schema;
        this.forward = forward;
        this.decoderField = schema.IndexOf(decoderField);
        if (this.decoderField < 0 || this.decoderField >= schema.Inputs.Count || Field is not { Kind: FieldKind.Tokens, Shape.Count: 1 })
            throw new ArgumentException($"The network has no input \"{decoderField}\" that is a sequence of tokens.", nameof(decoderField));
    }

    private FieldSchema Field => schema.Inputs[decoderField];

    private int Steps => Field.Shape[0];

    /// <summary>Generates the best sequences for each row, the best first; as many as the beam is wide.</summary>
    /// <param name="inputs">Rows of all inputs; what they hold in the decoder's field does not matter.</param>
    /// <param name="options">How.</param>
    public IReadOnlyList<IReadOnlyList<DecodedSequence>> Decode(DataPart inputs, DecodingOptions options)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BeamWidth, 1);
        var beams = Enumerable.Range(0, inputs.Rows).Select(_ => new Beam(options)).ToArray();
        var rows = new RowCopies(schema.Inputs, inputs, decoderField);
        var most = Math.Clamp(options.MaxLength ?? Steps, 1, Steps);
        for (var position = 0; position < most && beams.Any(beam => !beam.IsDone); position++)
        {
            // One row of the network's batch for each live sequence.
            int[] owners = [.. beams.Index().SelectMany(beam => Enumerable.Repeat(beam.Index, beam.Item.Live.Count))];
            var logits = forward(rows.For(owners, Tokens(beams, options), position + 1));
            Extend(beams, logits, owners.Length, position, isLast: position == most - 1);
        }

        return [.. beams.Select(beam => beam.Results())];
    }

    private int[] Tokens(Beam[] beams, DecodingOptions options)
    {
        var live = beams.SelectMany(beam => beam.Live).ToArray();
        var tokens = new int[live.Length * Steps];
        Array.Fill(tokens, options.PaddingId);
        for (var i = 0; i < live.Length; i++)
        {
            tokens[i * Steps] = options.BeginId;
            for (var j = 0; j < live[i].Tokens.Count; j++) tokens[i * Steps + j + 1] = live[i].Tokens[j];
        }

        return tokens;
    }

    private void Extend(Beam[] beams, float[] logits, int rows, int position, bool isLast)
    {
        var vocabulary = logits.Length / rows / Steps;
        var next = 0;
        foreach (var beam in beams.Where(beam => !beam.IsDone))
        {
            double[][] found = [.. beam.Live.Select(_ => LogSoftmax(logits.AsSpan((next++ * Steps + position) * vocabulary, vocabulary)))];
            beam.Extend(found, isLast);
        }
    }

    /// <exception cref="InvalidOperationException">The network gave something that is no number.</exception>
    private static double[] LogSoftmax(ReadOnlySpan<float> logits)
    {
        var largest = double.NegativeInfinity;
        foreach (var logit in logits) largest = float.IsNaN(logit) ? double.NaN : Math.Max(largest, logit);
        if (!double.IsFinite(largest)) throw new InvalidOperationException("The network's output is not finite: its training diverged.");
        var sum = 0.0;
        foreach (var logit in logits) sum += Math.Exp(logit - largest);
        var result = new double[logits.Length];
        for (var i = 0; i < result.Length; i++) result[i] = logits[i] - largest - Math.Log(sum);
        return result;
    }
}
