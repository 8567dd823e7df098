using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Attention;

namespace TrainingService.Kernels.Cases;

/// <summary>Attention of four heads within 16 rows, and its gradient: of all keys, of those before, of rows of any length.</summary>
internal static class AttentionCases
{
    private const int Rows = 16;
    private const int Heads = 4;

    public static IEnumerable<KernelCase> All
    {
        get
        {
            foreach (var (keys, channels, causal) in new[] { (64, 128, false), (512, 256, false), (512, 256, true) })
            {
                var form = new AttentionForm(Heads, causal, true, false);
                var name = $"attention {keys} keys{(causal ? ", causal" : "")}";
                Shape x = new(Rows, keys, 3 * channels), y = new(Rows, keys, channels), figures = new(Rows * Heads, keys, 2);

                // A causal query sees its own key and those before.
                var pairs = Rows * (causal ? keys * (keys + 1L) / 2 : (long)keys * keys);
                yield return new OpCase(name, new AttentionOp(form), [new(x)], [y, figures], 4 * pairs * channels);
                yield return new OpCase($"{name} gradient", new AttentionGradientOp(form), [new(x), new(y), new(figures), new(y)], [x], 10 * pairs * channels);
            }

            foreach (var row in OfLengths(512, 256)) yield return row;
        }
    }

    /// <summary>Rows of any length up to the keys; operations are those of rows half as long, which drawn ones come near to.</summary>
    private static IEnumerable<KernelCase> OfLengths(int keys, int channels)
    {
        var form = new AttentionForm(Heads, false, true, true);
        var name = $"attention {keys} keys, lengths";
        Shape x = new(Rows, keys, 3 * channels), y = new(Rows, keys, channels), figures = new(Rows * Heads, keys, 2);
        Operand lengths = new(new(Rows), Limit: keys + 1);
        var pairs = (long)Rows * keys * keys / 2;
        yield return new OpCase(name, new AttentionOp(form), [new(x), lengths], [y, figures], 4 * pairs * channels);
        yield return new OpCase(
            $"{name} gradient", new AttentionGradientOp(form), [new(x), lengths, new(y), new(figures), new(y)], [x], 10 * pairs * channels);
    }
}
