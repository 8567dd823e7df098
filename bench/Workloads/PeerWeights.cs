using TrainingService.Compute.Networks;
using TrainingService.Compute.Runtime;
using TrainingService.Contracts.Specs.Initializers;

namespace TrainingService.Bench.Workloads;

/// <summary>
/// The libtorch side's first weights: the k-th parameter is drawn from seed 1000 + k in libtorch's order of elements, evenly within ± 1/√fan-in (recurrent
/// layers: 1/√units; embeddings: √3; positions: 0.1). Scales of normalizations are 1, offsets 0.
/// </summary>
internal static class PeerWeights
{
    /// <summary>Draws all parameters.</summary>
    public static void Set(Network network, ModelMemory memory)
    {
        var (k, fanIn) = (0UL, 1L);
        foreach (var parameter in network.Parameters.Where(p => p.IsTrainable))
        {
            var layer = network.Layers[parameter.Layer];
            if (!parameter.IsBias) fanIn = parameter.Shape.SkipLast(1).Aggregate(1L, (product, size) => product * size);
            var random = new SplitMix(1000 + k++);
            var values = memory.Parameter(parameter);
            if (parameter.Initializer is OnesInitializer || parameter.Name.EndsWith("offset", StringComparison.Ordinal))
            {
                values.Fill(parameter.Initializer is OnesInitializer ? 1 : 0);
                continue;
            }

            var bound = layer.Builder.Type switch
            {
                "rnn" or "lstm" or "gru" => 1 / MathF.Sqrt(Units(network, layer)),
                "embedding" => 1.7320508f,
                "positional_encoding" => 0.1f,
                _ => 1 / MathF.Sqrt(fanIn),
            };
            var drawn = new float[parameter.Count];
            for (var i = 0; i < drawn.Length; i++) drawn[i] = random.Symmetric(bound);
            if (layer.Builder.Type is "embedding" or "positional_encoding" || parameter.Shape.Count == 1)
                drawn.CopyTo(values);
            else
                Transpose(drawn, parameter.Shape, FlattenedImage(network, layer), values);
        }
    }

    /// <summary>Rows of the matrix that multiplies the state.</summary>
    private static int Units(Network network, NetworkLayer layer) =>
        layer.Parameters.Select(number => network.Parameters[number]).First(p => p.Name.EndsWith("recurrent_kernel", StringComparison.Ordinal)).Shape[0];

    /// <summary>Shape of the image whose flattened pixels a layer takes, or null.</summary>
    private static IReadOnlyList<int>? FlattenedImage(Network network, NetworkLayer layer)
    {
        if (layer.Inputs[0].Layer < 0 || network.Layers[layer.Inputs[0].Layer] is not { Builder.Type: "flatten" } flatten) return null;
        return flatten.Inputs[0].Layer < 0 ? network.InputShape : network.Layers[flatten.Inputs[0].Layer].OutputShape;
    }

    /// <summary>From [a, b, ky, kx] and [a, b] to our [ky, kx, b, a] and [b, a]; a flattened image goes from c, y, x to y, x, c.</summary>
    private static void Transpose(float[] source, IReadOnlyList<int> shape, IReadOnlyList<int>? image, Span<float> destination)
    {
        var (outer, inner) = (shape[^1], shape[^2]);
        var cells = source.Length / (outer * inner);
        for (var o = 0; o < outer; o++)
        {
            for (var i = 0; i < inner; i++)
            {
                var ours = image is null ? i : (i % (image[0] * image[1]) * image[2]) + (i / (image[0] * image[1]));
                for (var cell = 0; cell < cells; cell++)
                    destination[(((cell * inner) + ours) * outer) + o] = source[(((o * inner) + i) * cells) + cell];
            }
        }
    }
}
