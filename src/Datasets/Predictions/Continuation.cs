using System.Text.Json;
using TrainingService.Compute.Data;
using TrainingService.Compute.Inference;
using TrainingService.Contracts.Predictions;
using TrainingService.Datasets.Tokenizers;

namespace TrainingService.Datasets.Predictions;

/// <summary>
/// What follows a text, token by token: a language model is asked again and again, the likeliest next token is put behind. It looks at the last tokens so
/// far, as many as it was trained on at once: up to there it can go on step by step, behind it the window moves on by one each time.
/// </summary>
internal sealed class Continuation(Tokenizer tokenizer, INextTokens steps, RecomputedTokens whole)
{
    private const int DefaultTokens = 100;

    /// <summary>The text after the row's text.</summary>
    public string Of(JsonElement row, GenerationOptions options)
    {
        var ids = new List<int>();
        foreach (var member in row.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.String)) tokenizer.Encode(member.Value.GetString()!, ids);
        if (ids.Count == 0) ids.Add(Tokenizer.Begin);
        var start = ids.Count;
        var most = options.MaxLength ?? DefaultTokens;
        var nothing = new DataPart(1, [new ArrayField<int>(new int[steps.Steps])]);
        var session = steps.Begin(nothing, 1);
        for (var shown = 1; shown < start && start <= steps.Steps; shown++) Ask(session, ids.GetRange(0, shown));
        while (ids.Count - start < most)
        {
            var scores = ids.Count <= steps.Steps ? Ask(session, ids) : Ask(whole.Begin(nothing, 1), ids.GetRange(ids.Count - steps.Steps, steps.Steps));
            var next = Likeliest(scores);
            if (next == Tokenizer.End) break;
            ids.Add(next);
        }

        return tokenizer.Decode([.. ids.Skip(start)]);
    }

    private static float[] Ask(ITokenSession session, List<int> tokens) => session.Next([new LiveSequence(0, 0, 0, tokens)]);

    /// <summary>The likeliest token but padding, unknown and begin.</summary>
    private static int Likeliest(float[] scores)
    {
        var best = Tokenizer.End;
        for (var id = Tokenizer.End + 1; id < scores.Length; id++)
        {
            if (scores[id] > scores[best]) best = id;
        }

        return best;
    }
}
