using TrainingService.Contracts.Specs.Datasets.Preprocessing;
using TrainingService.Contracts.Validation;
using TrainingService.Datasets.Preprocessing.Fitted;
using TrainingService.Datasets.Preprocessing.Images;
using TrainingService.Datasets.Preprocessing.Planning;

namespace TrainingService.Datasets.Preprocessing.Fitting;

/// <summary>Learns mean and deviation of images and tensors.</summary>
internal sealed class ImageFitter(TrainingRows rows)
{
    private const double UnitScale = 1 / 255.0;

    /// <summary>The changes of size and channels of an image column, in order.</summary>
    public static IReadOnlyList<FittedImageStep> Steps(PlannedColumn column) => [.. column.Steps.Select(step => step switch
    {
        ImageResizeStep resize => new ResizeImage(resize.Size.Height, resize.Size.Width),
        ImageCropStep crop => new CropImage(crop.Size.Height, crop.Size.Width),
        GreyStep => (FittedImageStep?)new GreyImage(),
        _ => null,
    }).OfType<FittedImageStep>()];

    public FittedImage Image(string name, PlannedColumn column)
    {
        var steps = Steps(column);
        var channels = column.Info.Shape?[2] ?? rows.Chunks().First() switch { var chunk => chunk.Rows.ReadImage(column.Info.Name, chunk.First).Channels };
        var size = steps.Aggregate((column.Info.Shape?[0] ?? 0, column.Info.Shape?[1] ?? 0, channels), (size, step) => step.Size(size.Item1, size.Item2, size.Item3));
        var raw = new FittedImage { Name = name, Column = column.Info.Name, Shape = [size.Item1, size.Item2, size.Item3], Steps = steps };
        var (mean, scale) = Normalize(column.Step<NormalizeStep>(), size.Item3, perChannel => Moments(raw, size.Item3, perChannel));
        return raw with { Mean = mean, Scale = scale };
    }

    public FittedTensor Tensor(string name, PlannedColumn column)
    {
        var raw = new FittedTensor { Name = name, Column = column.Info.Name, Shape = column.Info.Shape! };
        var step = column.Step<NormalizeStep>();
        var channels = step?.By == NormalizeBy.Channel || step?.Mean?.Count > 1 ? raw.Shape[^1] : 1;
        var (mean, scale) = Normalize(step, channels, _ => Moments(raw, channels));
        return raw with { Mean = mean, Scale = scale };
    }

    private static (IReadOnlyList<double> Mean, IReadOnlyList<double> Scale) Normalize(
        NormalizeStep? step, int channels, Func<bool, (double[] Mean, double[] Variance)> moments)
    {
        if (step is null) return ([0], [1]);
        var by = step.By ?? (step.Mean is not null || step.Deviation is not null ? NormalizeBy.Given : channels == 1 ? NormalizeBy.All : NormalizeBy.Channel);
        if (by == NormalizeBy.Unit) return ([0], [UnitScale]);
        if (by == NormalizeBy.Given) return Given(step, channels);
        var (mean, variance) = moments(by == NormalizeBy.Channel);
        return (mean, Array.ConvertAll(variance, Standard.Scale));
    }

    private static (IReadOnlyList<double> Mean, IReadOnlyList<double> Scale) Given(NormalizeStep step, int channels)
    {
        IReadOnlyList<double> mean = step.Mean ?? [0], deviation = step.Deviation ?? [1];
        var count = Math.Max(mean.Count, deviation.Count);
        if (!new[] { 1, channels }.Contains(mean.Count) || !new[] { 1, channels }.Contains(deviation.Count) || deviation.Any(value => value <= 0))
        {
            throw new DatasetSpecException([new SpecError(
                "#/dataset/preprocessing", "out_of_range", $"normalize has {mean.Count} means and {deviation.Count} deviations for {channels} channels.",
                $"1 or {channels} of each, deviations above 0")]);
        }

        return ([.. Enumerable.Range(0, count).Select(i => mean[i % mean.Count])], [.. Enumerable.Range(0, count).Select(i => 1 / deviation[i % deviation.Count])]);
    }

    /// <summary>Exact: how often each of the 256 values occurs says it all.</summary>
    private (double[] Mean, double[] Variance) Moments(FittedImage image, int channels, bool perChannel)
    {
        var counts = Counts(image, channels);
        var groups = perChannel ? channels : 1;
        var (mean, variance) = (new double[groups], new double[groups]);
        for (var g = 0; g < groups; g++)
        {
            var (total, sum, squares) = (0L, 0.0, 0.0);
            for (var i = 0; i < counts.Length; i++)
            {
                if (perChannel && i / 256 != g) continue;
                total += counts[i];
                sum += counts[i] * (double)(i % 256);
            }

            mean[g] = sum / total;
            for (var i = 0; i < counts.Length; i++)
            {
                if (!perChannel || i / 256 == g) squares += counts[i] * (i % 256 - mean[g]) * (i % 256 - mean[g]);
            }

            variance[g] = squares / total;
        }

        return (mean, variance);
    }

    /// <summary>How often each value occurs in each channel. Whole numbers: which thread counts first changes nothing.</summary>
    private long[] Counts(FittedImage image, int channels)
    {
        var counts = new long[channels * 256];
        TrainingChunk[] chunks = [.. rows.Chunks()];
        Concurrently.For(chunks.Length, i =>
        {
            var own = new PixelCounts(channels);
            var row = new byte[image.RowBytes];
            foreach (var picked in chunks[i].Picked)
            {
                image.Encode(chunks[i].Rows, chunks[i].First + picked, 1, row, []);
                own.Add(row);
            }

            lock (counts) own.AddTo(counts);
        });
        return counts;
    }

    private (double[] Mean, double[] Variance) Moments(FittedTensor tensor, int channels)
    {
        var (mean, variance) = (new double[channels], new double[channels]);
        for (var c = 0; c < channels; c++)
        {
            var channel = c;
            (mean[c], variance[c], _) = NumberStatistics.Moments(Values(tensor, channels, channel));
        }

        return (mean, variance);
    }

    private IEnumerable<double[]> Values(FittedTensor tensor, int channels, int channel)
    {
        var row = new float[tensor.Schema.Count];
        foreach (var chunk in rows.Chunks())
        {
            foreach (var i in chunk.Picked)
            {
                chunk.Rows.ReadTensor(tensor.Column, chunk.First + i, row);
                yield return [.. row.Where((_, p) => p % channels == channel).Select(value => (double)value)];
            }
        }
    }
}
