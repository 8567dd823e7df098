using TrainingService.Compute.Data;

namespace TrainingService.Compute.Inference;

/// <summary>
/// Asks any network by running it whole on the tokens so far, again for each further token. What it makes of padding behind them must not matter to the
/// positions before, as in recurrent decoders and causal attention.
/// </summary>
public sealed class RecomputedTokens : INextTokens
{
    private readonly DataSchema schema;
    private readonly int decoderField;
    private readonly int paddingId;
    private readonly Func<DataPart, float[]> forward;

    /// <summary>A network.</summary>
    /// <param name="schema">Its inputs.</param>
    /// <param name="decoderField">Name of the token input [steps] that holds the begin token and the sequence so far.</param>
    /// <param name="forward">Runs the network on rows of all inputs and gives its output [rows, steps, vocabulary]: logits.</param>
    /// <param name="paddingId">What stands behind the tokens so far.</param>
    /// <exception cref="ArgumentException">The field is no sequence of tokens.</exception>
    public RecomputedTokens(DataSchema schema, string decoderField, Func<DataPart, float[]> forward, int paddingId = 0)
    {
        ArgumentNullException.ThrowIfNull(schema);
        (this.schema, this.forward, this.paddingId) = (schema, forward, paddingId);
        this.decoderField = schema.IndexOf(decoderField);
        if (this.decoderField < 0 || this.decoderField >= schema.Inputs.Count || schema.Inputs[this.decoderField] is not { Kind: FieldKind.Tokens, Shape.Count: 1 })
            throw new ArgumentException($"The network has no input \"{decoderField}\" that is a sequence of tokens.", nameof(decoderField));
    }

    /// <inheritdoc/>
    public int Steps => schema.Inputs[decoderField].Shape[0];

    /// <inheritdoc/>
    public ITokenSession Begin(DataPart inputs, int width) => new Session(this, new RowCopies(schema.Inputs, inputs, decoderField));

    private sealed class Session(RecomputedTokens network, RowCopies rows) : ITokenSession
    {
        public float[] Next(IReadOnlyList<LiveSequence> live)
        {
            var (steps, length) = (network.Steps, live[0].Tokens.Count);
            var tokens = new int[live.Count * steps];
            Array.Fill(tokens, network.paddingId);
            for (var i = 0; i < live.Count; i++)
            {
                for (var t = 0; t < length; t++) tokens[i * steps + t] = live[i].Tokens[t];
            }

            var all = network.forward(rows.For([.. live.Select(sequence => sequence.Row)], tokens, length));
            var vocabulary = all.Length / live.Count / steps;
            var next = new float[live.Count * vocabulary];
            for (var i = 0; i < live.Count; i++) all.AsSpan((i * steps + length - 1) * vocabulary, vocabulary).CopyTo(next.AsSpan(i * vocabulary));
            return next;
        }
    }
}
