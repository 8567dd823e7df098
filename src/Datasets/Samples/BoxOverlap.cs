using TrainingService.Contracts.Predictions;

namespace TrainingService.Datasets.Samples;

/// <summary>How much predicted boxes share with the true ones in their places: intersection over union, as the metric `box_iou`.</summary>
internal static class BoxOverlap
{
    /// <summary>A sample whose predicted boxes say it, and whose truth has no empty places any more.</summary>
    public static RunSample Measure(RunSample sample)
    {
        var (truth, said) = Measure(sample.Truth, sample.Prediction);
        return sample with { Truth = truth, Prediction = said };
    }

    private static (Prediction? Truth, Prediction Said) Measure(Prediction? truth, Prediction said)
    {
        if (truth?.Outputs is { } truths && said.Outputs is { } all)
        {
            var pairs = all.ToDictionary(pair => pair.Key, pair => Measure(truths.GetValueOrDefault(pair.Key), pair.Value));
            return (
                truth with { Outputs = truths.ToDictionary(pair => pair.Key, pair => pairs.TryGetValue(pair.Key, out var measured) ? measured.Truth! : pair.Value) },
                said with { Outputs = pairs.ToDictionary(pair => pair.Key, pair => pair.Value.Said) });
        }

        if (truth?.Boxes is not { } boxes || said.Boxes is not { } found) return (truth, said);
        return (
            truth with { Boxes = [.. boxes.Where(IsBox)] },
            said with { Boxes = [.. found.Select((box, i) => i < boxes.Count && IsBox(boxes[i]) ? box with { Iou = Iou(box, boxes[i]) } : box)] });
    }

    private static bool IsBox(BoxPrediction box) => box.Width > 0;

    private static double Iou(BoxPrediction a, BoxPrediction b)
    {
        double Shared(double x, double width, double y, double height) =>
            Math.Max(0, Math.Min(x + Math.Max(width, 0), y + height) - Math.Max(x, y));
        var shared = Shared(a.X, a.Width, b.X, b.Width) * Shared(a.Y, a.Height, b.Y, b.Height);
        var union = Math.Max(a.Width, 0) * Math.Max(a.Height, 0) + b.Width * b.Height - shared;
        return union > 0 ? shared / union : 0;
    }
}
