using TrainingService.Compute.Data;

namespace TrainingService.Compute.Inference;

/// <summary>A network that foretells the next token of a sequence, as decoders ask it.</summary>
public interface INextTokens
{
    /// <summary>Most tokens it foretells: the first is asked for with nothing but the begin token.</summary>
    int Steps { get; }

    /// <summary>Begins sequences.</summary>
    /// <param name="inputs">Rows of all inputs; what they hold in the decoder's field does not matter.</param>
    /// <param name="width">Sequences followed at once for each row, at most.</param>
    ITokenSession Begin(DataPart inputs, int width);
}

/// <summary>Sequences on their way. All that are asked for at once are of one length, one token longer than the time before.</summary>
public interface ITokenSession
{
    /// <summary>Scores (logits) of each token to be the next one, [sequences, vocabulary].</summary>
    float[] Next(IReadOnlyList<LiveSequence> live);
}

/// <summary>A sequence being followed.</summary>
/// <param name="Row">The row it belongs to.</param>
/// <param name="Place">Its place among the sequences of that row, from 0.</param>
/// <param name="Parent">The place, at the last question, of the sequence it continues.</param>
/// <param name="Tokens">Its tokens, the begin token first.</param>
public readonly record struct LiveSequence(int Row, int Place, int Parent, IReadOnlyList<int> Tokens);
