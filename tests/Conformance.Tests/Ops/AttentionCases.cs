using TrainingService.Compute.Ops.Attention;

namespace TrainingService.Conformance.Tests.Ops;

/// <summary>Rows of the table: attention.</summary>
internal static class AttentionCases
{
    private static readonly (AttentionForm Form, int Rows, int Queries, int Keys, int Channels)[] Sizes =
    [
        (new(1, false, true, false), 1, 1, 1, 1),
        (new(2, false, true, true), 3, 5, 5, 8),
        (new(3, true, true, true), 2, 19, 19, 21),
        (new(4, true, true, false), 1, 33, 33, 16),
        (new(2, false, false, true), 4, 3, 17, 10),
        (new(1, false, false, false), 2, 7, 2, 33),
        (new(2, true, true, true, 0.3, 5), 2, 9, 9, 6),
        (new(1, false, false, false, 0.5, 6), 3, 4, 70, 5),

        // Longer than a block of the gradient, whose keys and queries are left out where none sees the other.
        (new(1, true, true, false), 2, 331, 331, 9),
        (new(2, true, true, true), 3, 211, 211, 10),
        (new(1, true, true, true, 0.2, 7), 2, 245, 245, 41),
        (new(1, true, false, false), 1, 120, 290, 8),
        (new(2, true, false, true), 2, 310, 150, 12),
        (new(1, false, true, true), 4, 227, 227, 7),
    ];

    public static IEnumerable<OpCase> All => Sizes.SelectMany(size => new[] { Forward(size.Form, size.Rows, size.Queries, size.Keys, size.Channels), Gradient(size) });

    /// <summary>The forward op; queries and keys are small enough for weights that differ but are all felt.</summary>
    public static OpCase Forward(AttentionForm form, int rows, int queries, int keys, int channels)
    {
        List<CaseInput> inputs = [new(new(rows, queries, form.IsSelf ? 3 * channels : channels))];
        if (!form.IsSelf) inputs.Add(new(new(rows, keys, 2 * channels)));
        if (form.HasLengths) inputs.Add(new(new(rows), Fill.Labels, keys + 2));
        var name = $"attention {(form.IsSelf ? "self" : "cross")}{(form.Causal ? " causal" : "")}{(form.HasLengths ? " lengths" : "")}"
            + $"{(form.DropoutRate > 0 ? " dropout" : "")} {form.Heads} heads {rows}x{queries}x{keys}x{channels}";
        return new(name, new AttentionOp(form), inputs, [new(new(rows, queries, channels)), new(new(rows * form.Heads, queries, 2))], keys + channels);
    }

    private static OpCase Gradient((AttentionForm Form, int Rows, int Queries, int Keys, int Channels) size)
    {
        var forward = Forward(size.Form, size.Rows, size.Queries, size.Keys, size.Channels);
        return new(
            forward.Name.Replace("attention", "attention gradient", StringComparison.Ordinal),
            new AttentionGradientOp(size.Form),
            [.. forward.Inputs, .. forward.Outputs.Select(output => new CaseInput(output.Shape)), new(forward.Outputs[0].Shape)],
            [.. forward.Inputs.Where(input => input.Fill == Fill.Numbers).Select(input => new CaseOutput(input.Shape))],
            4 * (size.Keys + size.Queries + size.Channels))
        {
            // The saved figures must be those of the scores, or weights would be anything.
            Derive = data =>
            {
                var outputs = forward.Expected(data[..forward.Inputs.Count]);
                (data[^3], data[^2]) = ([.. outputs[0].Select(value => (double)(float)value)], [.. outputs[1].Select(value => (double)(float)value)]);
            },
        };
    }
}
