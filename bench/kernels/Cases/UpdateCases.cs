using TrainingService.Compute.Backends;

namespace TrainingService.Kernels.Cases;

/// <summary>Every update rule over more parameters than caches hold, and over as few as lie in the second cache with all that belongs to them.</summary>
internal static class UpdateCases
{
    private const int Large = 8 << 20;
    private const int Small = 16 << 10;

    private static readonly (string Name, UpdateRule Rule, ParameterSpan Span)[] Rules =
    [
        ("sgd", new SgdRule(0, false), default),
        ("sgd, L2", new SgdRule(0, false), new(0, 0, L2: 1e-4f)),
        ("sgd, proximal L1", new SgdRule(0, false), new(0, 0, 0, Threshold: 1e-4f)),
        ("momentum", new SgdRule(0.9f, false), default),
        ("Nesterov", new SgdRule(0.9f, true), default),
        ("AdaGrad", new AdaGradRule(1e-7f, 0.1f), default),
        ("RMSProp", new RmsPropRule(0.9f, 0, false, 1e-7f), default),
        ("RMSProp, centered, momentum", new RmsPropRule(0.9f, 0.9f, true, 1e-7f), default),
        ("Adam", new AdamRule(0.9f, 0.999f, 1e-7f), default),
        ("Adam, proximal L1", new AdamRule(0.9f, 0.999f, 1e-7f), new(0, 0, 0, Threshold: 1e-4f)),
        ("AdamW", new AdamRule(0.9f, 0.999f, 1e-7f), new(0, 0, 0, Decay: 0.01f)),
        ("Nadam", new NadamRule(0.9f, 0.999f, 1e-7f, 0.004f), default),
    ];

    public static IEnumerable<KernelCase> All =>
        Rules.SelectMany(row => new[] { Large, Small }.Select(count => new UpdateCase($"update {row.Name} of {count:N0}", row.Rule, row.Span with { Count = count })));
}
