using TrainingService.Compute.Data;

namespace TrainingService.Compute.Inference;

/// <summary>
/// Generates sequences with a network that was trained to foretell each next token from those before it (teacher forcing): the likeliest next tokens are
/// put behind those so far, until the end token or the greatest length.
/// </summary>
public sealed class SequenceDecoder(INextTokens network)
{
    /// <summary>Generates the best sequences for each row, the best first; as many as the beam is wide.</summary>
    /// <param name="inputs">Rows of all inputs; what they hold in the decoder's field does not matter.</param>
    /// <param name="options">How.</param>
    public IReadOnlyList<IReadOnlyList<DecodedSequence>> Decode(DataPart inputs, DecodingOptions options)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BeamWidth, 1);
        var beams = Enumerable.Range(0, inputs.Rows).Select(_ => new Beam(options)).ToArray();
        var session = network.Begin(inputs, options.BeamWidth);
        var most = Math.Clamp(options.MaxLength ?? network.Steps, 1, network.Steps);
        for (var position = 0; position < most && beams.Any(beam => !beam.IsDone); position++)
        {
            LiveSequence[] live =
            [
                .. beams.Index().SelectMany(beam => beam.Item.Live.Select((hypothesis, place) =>
                    new LiveSequence(beam.Index, place, hypothesis.Parent, [options.BeginId, .. hypothesis.Tokens]))),
            ];
            Extend(beams, session.Next(live), live.Length, isLast: position == most - 1);
        }

        return [.. beams.Select(beam => beam.Results())];
    }

    private static void Extend(Beam[] beams, float[] logits, int rows, bool isLast)
    {
        var vocabulary = logits.Length / rows;
        var next = 0;
        foreach (var beam in beams.Where(beam => !beam.IsDone))
        {
            double[][] found = [.. beam.Live.Select(_ => LogSoftmax(logits.AsSpan(next++ * vocabulary, vocabulary)))];
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
