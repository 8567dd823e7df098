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
        return Of([ids], options.MaxLength ?? DefaultTokens)[0];
    }

    /// <summary>What follows each of some beginnings, which are all of one length.</summary>
    /// <param name="beginnings">Their tokens.</param>
    /// <param name="most">Tokens to be written at most.</param>
    public IReadOnlyList<string> Of(IReadOnlyList<IReadOnlyList<int>> beginnings, int most)
    {
        var start = beginnings[0].Count;
        List<int>[] texts = [.. beginnings.Select(beginning => beginning.ToList())];
        var session = steps.Begin(Nothing(texts.Length), 1);

        // A network that is run whole needs no questions about beginnings of the beginning.
        for (var shown = 1; shown < start && start <= steps.Steps && steps != whole; shown++) Ask(session, [.. texts.Select((text, i) => (i, text.GetRange(0, shown)))]);
        int[] live = [.. Enumerable.Range(0, texts.Length)];
        for (var length = start; length - start < most && live.Length > 0; length++)
        {
            var scores = length <= steps.Steps
                ? Ask(session, [.. live.Select(i => (i, texts[i]))])
                : Ask(whole.Begin(Nothing(texts.Length), 1), [.. live.Select(i => (i, texts[i].GetRange(length - steps.Steps, steps.Steps)))]);
            int[] next = [.. scores.Chunk(scores.Length / live.Length).Select(Likeliest)];
            for (var i = 0; i < next.Length; i++)
            {
                if (next[i] != Tokenizer.End) texts[live[i]].Add(next[i]);
            }

            live = [.. live.Where((_, i) => next[i] != Tokenizer.End)];
        }

        return [.. texts.Select(text => tokenizer.Decode([.. text.Skip(start)]))];
    }

    private DataPart Nothing(int rows) => new(rows, [new ArrayField<int>(new int[rows * steps.Steps])]);

    private static float[] Ask(ITokenSession session, IEnumerable<(int Row, List<int> Tokens)> texts) =>
        session.Next([.. texts.Select(text => new LiveSequence(text.Row, 0, 0, text.Tokens))]);

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
