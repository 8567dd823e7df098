using System.Text.Json;
using TrainingService.Compute.Data;
using TrainingService.Contracts.Predictions;
using TrainingService.Datasets.Tokenizers;

namespace TrainingService.Datasets.Predictions;

/// <summary>What follows a text, token by token: a language model is asked again and again with the last tokens so far, the likeliest next one is put behind.</summary>
internal sealed class Continuation(Tokenizer tokenizer, int length, Func<DataPart, float[]> forward)
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
        while (ids.Count - start < most && Next(ids) is { } next && next != Tokenizer.End) ids.Add(next);
        return tokenizer.Decode([.. ids.Skip(start)]);
    }

    private int? Next(List<int> ids)
    {
        var shown = Math.Min(ids.Count, length);
        var window = new int[length];
        ids.CopyTo(ids.Count - shown, window, 0, shown);
        var logits = forward(new DataPart(1, [new ArrayField<int>(window)]));
        var vocabulary = logits.Length / length;
        var best = -1;
        for (var id = Tokenizer.End; id < vocabulary; id++)
        {
            if (best < 0 || logits[(shown - 1) * vocabulary + id] > logits[(shown - 1) * vocabulary + best]) best = id;
        }

        return best < 0 ? null : best;
    }
}
