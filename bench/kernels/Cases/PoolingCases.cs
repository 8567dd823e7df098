using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Pooling;
using TrainingService.Compute.Ops.Sequences;
using static TrainingService.Kernels.Cases.Planes;

namespace TrainingService.Kernels.Cases;

/// <summary>Pooling, unpooling and their gradients.</summary>
internal static class PoolingCases
{
    public static IEnumerable<KernelCase> All => [.. Windows(), .. Unpooling(), .. Global(), .. Sequences()];

    private static IEnumerable<KernelCase> Windows()
    {
        foreach (var (name, window) in new[] { ("", Square(2, 2, 0)), (" 3x3 strided", Square(3, 2, 1)) })
        {
            Shape x = new(64, 32, 32, 64), y = new(64, 16, 16, 64);
            yield return new OpCase($"pool max{name}", new MaxPool2DOp(window), [new(x)], [y]);
            yield return new OpCase($"pool max{name} gradient", new MaxPool2DGradientOp(window), [new(y), new(x), new(y)], [x]);
            yield return new OpCase($"pool average{name}", new AveragePool2DOp(window), [new(x)], [y]);
            yield return new OpCase($"pool average{name} gradient", new AveragePool2DGradientOp(window), [new(y)], [x]);
        }
    }

    private static IEnumerable<KernelCase> Unpooling()
    {
        Shape x = new(64, 32, 32, 64), y = new(64, 16, 16, 64);
        yield return new OpCase("unpool", new MaxUnpool2DOp(Square(2, 2, 0)), [new(y), new(x), new(y)], [x]);
        yield return new OpCase("unpool gradient", new MaxUnpool2DGradientOp(Square(2, 2, 0)), [new(x), new(x), new(y)], [y]);
    }

    private static IEnumerable<KernelCase> Global()
    {
        Shape x = new(64, 32, 32, 64), means = new(64, 64), maxima = new(64, 1, 1, 64);
        var whole = Square(32, 32, 0);
        yield return new OpCase("pool global", new GlobalAveragePool2DOp(), [new(x)], [means]);
        yield return new OpCase("pool global gradient", new GlobalAveragePool2DGradientOp(), [new(means)], [x]);
        yield return new OpCase("pool global max", new MaxPool2DOp(whole), [new(x)], [maxima]);
        yield return new OpCase("pool global max gradient", new MaxPool2DGradientOp(whole), [new(maxima), new(x), new(maxima)], [x]);
    }

    /// <summary>Rows of 0 to 512 real steps: half of them are read on average.</summary>
    private static IEnumerable<KernelCase> Sequences()
    {
        Shape sequences = new(64, 512, 256), rows = new(64, 256);
        Operand x = new(sequences) { Read = sequences.Count / 2 }, lengths = new(new(64), Limit: 513);
        yield return new OpCase("pool sequences, average", new SequenceAveragePoolOp(), [x, lengths], [rows]);
        yield return new OpCase("pool sequences, average gradient", new SequenceAveragePoolGradientOp(), [new(rows), lengths], [sequences]);
        yield return new OpCase("pool sequences, max", new SequenceMaxPoolOp(), [x, lengths], [rows]);
        yield return new OpCase("pool sequences, max gradient", new SequenceMaxPoolGradientOp(), [new(rows), x, new(rows), lengths], [sequences]);
    }
}
