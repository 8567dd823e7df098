using System.Text.Json;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Predictions;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Predictions;
using TrainingService.Datasets.Preparation;
using TrainingService.Datasets.Preprocessing.Planning;

namespace TrainingService.Datasets.Samples;

/// <summary>Stretches of a running text that was held out: what is given, how it goes on, and how a language model would go on.</summary>
internal static class TextSamples
{
    /// <summary>Some windows; null when the part has none.</summary>
    public static DrawnSamples? Take(ModelPredictor model, DataPlan plan, StoredVersion version, ulong seed, SampleQuery query, CancellationToken cancellation)
    {
        var split = SplitSource.Draw(plan, version, seed);
        var text = new HeldOutText(plan, version, model.Stream!, query.Part == SamplePart.Test ? split.Test : split.Validation);
        if (text.Windows == 0) return null;

        var isWorst = query.Order == SampleOrder.Worst;
        int[] looked = [.. HeldOutRows.Spread(text.Windows, isWorst ? Math.Max(query.Count, HeldOutSamples.MostWritten) : query.Count)];
        cancellation.ThrowIfCancellationRequested();

        // To score a window takes one pass; only those that are shown are written to.
        var scored = looked.Zip(model.Score([.. looked.Select(text.Window)], text.Given), (window, score) => (Window: window, Score: score));
        (int Window, TokenScore Score)[] shown = [.. isWorst ? scored.OrderByDescending(pair => Miss(pair.Score)).Take(query.Count) : scored];
        cancellation.ThrowIfCancellationRequested();
        var written = model.Write([.. shown.Select(pair => text.Window(pair.Window))], text.Given);
        return new DrawnSamples(text.Windows, looked.Length, query.Order, [], [.. shown.Select((pair, i) => Sample(model, version, text, pair, written[i]))]);
    }

    private static double Miss(TokenScore score) => score.Loss ?? 1 - (double)score.Right / score.Count;

    private static RunSample Sample(ModelPredictor model, StoredVersion version, HeldOutText text, (int Window, TokenScore Score) shown, string written)
    {
        var (stream, tokens) = (model.Stream!, text.Window(shown.Window));
        var (part, row) = new PickedRows(version, new[] { text.RowOf(shown.Window) }).Place(0);
        return new RunSample
        {
            Part = part.Name,
            Row = row,
            Inputs = new Dictionary<string, JsonElement> { [stream.Column] = JsonSerializer.SerializeToElement(stream.Tokenizer.Decode(tokens.AsSpan(0, text.Given)), ContractsJson.Options) },
            Truth = new Prediction { Text = stream.Tokenizer.Decode(tokens.AsSpan(text.Given)) },
            Prediction = new Prediction { Text = written },
            Tokens = shown.Score,
            Miss = Miss(shown.Score),
        };
    }
}
