using TrainingService.Compute.Data;
using TrainingService.Compute.Inference;
using TrainingService.Contracts.Predictions;
using TrainingService.Datasets.Preprocessing.Fitted;

namespace TrainingService.Datasets.Predictions;

/// <summary>A language model and windows of a text that is known: how well it foretells their last tokens, and what it would write in their place.</summary>
/// <param name="stream">How texts become tokens.</param>
/// <param name="meaning">What the network's output says of a token.</param>
/// <param name="predictor">The network.</param>
/// <param name="continuation">What writes with it.</param>
internal sealed class RunningText(FittedStream stream, OutputMeaning meaning, Predictor predictor, Continuation continuation)
{
    /// <summary>Numbers of outputs held at once; the network says a vocabulary of them for each token.</summary>
    private const int MostNumbers = 16 << 20;

    /// <summary>How texts become tokens.</summary>
    public FittedStream Stream => stream;

    /// <summary>How well the last tokens of windows are foretold, each from all the true ones before it.</summary>
    /// <param name="windows">As many tokens as the network reads, and the one after.</param>
    /// <param name="given">How many of them are given.</param>
    public IReadOnlyList<TokenScore> Score(IReadOnlyList<int[]> windows, int given)
    {
        var (length, vocabulary) = (stream.Length, stream.Tokenizer.VocabularySize);
        var atOnce = Math.Max(1, MostNumbers / length / vocabulary);
        var scores = new List<TokenScore>(windows.Count);
        foreach (var some in windows.Chunk(atOnce))
        {
            int[] read = [.. some.SelectMany(window => window.Take(length))];
            var said = predictor.Predict(new DataPart(some.Length, [new ArrayField<int>(read)]))[0];
            var row = said.Length / some.Length;
            scores.AddRange(some.Select((window, i) => Score(said.AsSpan(i * row, row), window, given)));
        }

        return scores;
    }

    /// <summary>What the model writes after what is given of each window, the likeliest token each time: as many tokens as are left of it.</summary>
    public IReadOnlyList<string> Write(IReadOnlyList<int[]> windows, int given) =>
        continuation.Of([.. windows.Select(window => window[..given])], stream.Length + 1 - given);

    private TokenScore Score(ReadOnlySpan<float> said, int[] window, int given)
    {
        var outputs = said.Length / stream.Length;
        var (right, loss) = (0, 0.0);
        for (var t = given; t < window.Length; t++)
        {
            double[] token = [.. said.Slice((t - 1) * outputs, outputs).ToArray().Select(number => (double)number)];
            if (Array.IndexOf(token, token.Max()) == window[t]) right++;
            OutputReading.ToProbabilities(meaning, token);
            loss -= Math.Log(Math.Max(token[window[t]], double.Epsilon));
        }

        var tokens = window.Length - given;
        return new TokenScore(given, tokens, right, meaning is OutputMeaning.ClassLogits or OutputMeaning.ClassProbabilities ? loss / tokens : null);
    }
}
