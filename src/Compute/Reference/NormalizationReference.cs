using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Normalization;

namespace TrainingService.Compute.Reference;

internal static class NormalizationReference
{
    public static void BatchNorm(BatchNormOp op, ReferenceTensor[] inputs, ReferenceTensor[] outputs)
    {
        var rest = op.Affine ? 3 : 1;
        var (x, y, mean, inverse) = (inputs[0], outputs[0], outputs[1], outputs[2]);
        var (running, runningVariance) = (inputs[rest], inputs[rest + 1]);
        var places = Places(x, op.HasLengths ? inputs[^1] : null, perRow: false, channelsPerGroup: 1);
        Normalize(places, op.Epsilon, op.Affine, op.Activation, inputs, y, mean, inverse, (channel, m, v, count) =>
        {
            var counts = count > 1;
            outputs[3][channel] = counts ? (1 - op.Momentum) * running[channel] + op.Momentum * m : running[channel];
            outputs[4][channel] = counts
                ? (1 - op.Momentum) * runningVariance[channel] + op.Momentum * v * count / (count - 1)
                : runningVariance[channel];
        });
    }

    public static void GroupNorm(GroupNormOp op, ReferenceTensor[] inputs, ReferenceTensor[] outputs)
    {
        var x = inputs[0];
        var places = Places(x, op.HasLengths ? inputs[^1] : null, perRow: true, ChannelsOf(x) / op.Groups);
        Normalize(places, op.Epsilon, op.Affine, op.Activation, inputs, outputs[0], outputs[1], outputs[2], (_, _, _, _) => { });
    }

    public static void Inference(BatchNormInferenceOp op, ReferenceTensor[] inputs, ReferenceTensor y)
    {
        var rest = op.Affine ? 3 : 1;
        var x = inputs[0];
        foreach (var (index, _, channel) in Places(x, op.HasLengths ? inputs[^1] : null, false, 1))
        {
            var h = (x[index] - inputs[rest][channel]) / Math.Sqrt(inputs[rest + 1][channel] + op.Epsilon);
            y[index] = ActivationReference.Apply(op.Activation, op.Affine ? h * inputs[1][channel] + inputs[2][channel] : h);
        }
    }

    public static void Gradient(ChannelNormGradientOp op, ReferenceTensor[] inputs, ReferenceTensor[] outputs)
    {
        var (dy, x, mean, inverse) = (inputs[0], inputs[1], inputs[2], inputs[3]);
        var channels = ChannelsOf(x);
        var perRow = mean.Shape.Rank == 2;
        var places = Places(x, op.HasLengths ? inputs[^1] : null, perRow, channels / op.Groups);
        double Scale(int channel) => op.Affine ? inputs[4][channel] : 1;
        foreach (var group in places.GroupBy(place => place.Statistic))
        {
            double count = group.Count(), sum = 0, product = 0;
            foreach (var (index, at, channel) in group)
            {
                var g = Scale(channel) * dy[index];
                sum += g;
                product += g * Hat(index, at, channel);
            }

            foreach (var (index, at, channel) in op.WithInput ? group : Enumerable.Empty<Place>())
                outputs[0][index] = InverseAt(at, channel) * (Scale(channel) * dy[index] - sum / count - Hat(index, at, channel) * product / count);
        }

        if (!op.Affine) return;
        foreach (var (index, at, channel) in places)
        {
            outputs[^2][channel] += dy[index] * Hat(index, at, channel);
            outputs[^1][channel] += dy[index];
        }

        // Statistics are stored per channel, also where a group shares them.
        int At(int statistic, int channel) => perRow ? statistic / op.Groups * channels + channel : channel;
        double InverseAt(int statistic, int channel) => inverse[At(statistic, channel)];
        double Hat(int index, int statistic, int channel) => (x[index] - mean[At(statistic, channel)]) * InverseAt(statistic, channel);
    }

    public static void LayerNorm(LayerNormOp op, ReferenceTensor[] inputs, ReferenceTensor[] outputs)
    {
        var x = inputs[0];
        var n = ChannelsOf(x);
        for (var row = 0; row < x.Count / n; row++)
        {
            var values = x.Data.AsSpan(row * n, n).ToArray();
            var mean = op.Centered ? values.Average() : 0;
            var inverse = 1 / Math.Sqrt(values.Average(value => (value - mean) * (value - mean)) + op.Epsilon);
            (outputs[1][row], outputs[2][row]) = (mean, inverse);
            for (var i = 0; i < n; i++)
            {
                var y = (values[i] - mean) * inverse * (op.HasScale ? inputs[1][i] : 1);
                outputs[0][row * n + i] = op.HasOffset ? y + inputs[^1][i] : y;
            }
        }
    }

    public static void LayerNormGradient(LayerNormGradientOp op, ReferenceTensor[] inputs, ReferenceTensor[] outputs)
    {
        var (dy, x, mean, inverse) = (inputs[0], inputs[1], inputs[2], inputs[3]);
        var n = ChannelsOf(x);
        var scale = op.WithInput ? 1 : 0;
        for (var row = 0; row < x.Count / n; row++)
        {
            double sum = 0, product = 0;
            for (var i = 0; i < n; i++)
            {
                var h = (x[row * n + i] - mean[row]) * inverse[row];
                var g = dy[row * n + i] * (op.HasScale ? inputs[4][i] : 1);
                sum += op.Centered ? g : 0;
                product += g * h;
                if (op.HasScale) outputs[scale][i] += dy[row * n + i] * h;
                if (op.HasOffset) outputs[^1][i] += dy[row * n + i];
            }

            for (var i = 0; op.WithInput && i < n; i++)
            {
                var h = (x[row * n + i] - mean[row]) * inverse[row];
                var g = dy[row * n + i] * (op.HasScale ? inputs[4][i] : 1);
                outputs[0][row * n + i] = inverse[row] * (g - sum / n - h * product / n);
            }
        }
    }

    private static void Normalize(
        IReadOnlyList<Place> places, double epsilon, bool affine, ActivationFunction activation, ReferenceTensor[] inputs, ReferenceTensor y,
        ReferenceTensor mean, ReferenceTensor inverse, Action<int, double, double, int> found)
    {
        var x = inputs[0];
        var channels = ChannelsOf(x);
        var perRow = mean.Shape.Rank == 2;

        // Without a single value (all lengths 0) nothing is divided by a deviation.
        Array.Fill(inverse.Data, 0);
        foreach (var group in places.GroupBy(place => place.Statistic))
        {
            var m = group.Average(place => x[place.Index]);
            var v = group.Average(place => (x[place.Index] - m) * (x[place.Index] - m));
            foreach (var (index, _, channel) in group)
            {
                var h = (x[index] - m) / Math.Sqrt(v + epsilon);
                y[index] = ActivationReference.Apply(activation, affine ? h * inputs[1][channel] + inputs[2][channel] : h);
                var at = perRow ? index / (x.Count / x.Size(0)) * channels + channel : channel;
                (mean[at], inverse[at]) = (m, 1 / Math.Sqrt(v + epsilon));
            }

            if (!perRow) found(group.Key, m, v, group.Count());
        }

        for (var channel = 0; !perRow && channel < channels; channel++)
        {
            if (places.Count == 0) found(channel, 0, 0, 0);
        }
    }

    /// <summary>Every value that counts, with the statistic it takes part in and its channel.</summary>
    private static List<Place> Places(ReferenceTensor x, ReferenceTensor? lengths, bool perRow, int channelsPerGroup)
    {
        var channels = ChannelsOf(x);
        var rowCount = x.Count / x.Size(0);
        var places = new List<Place>();
        for (var index = 0; index < x.Count; index++)
        {
            var (row, channel) = (index / rowCount, index % channels);
            if (lengths is not null && index % rowCount / channels >= lengths[row]) continue;
            var statistic = perRow ? row * (channels / channelsPerGroup) + channel / channelsPerGroup : channel;
            places.Add(new Place(index, statistic, channel));
        }

        return places;
    }

    private static int ChannelsOf(ReferenceTensor x) => x.Shape[x.Shape.Rank - 1];

    private readonly record struct Place(int Index, int Statistic, int Channel);
}
