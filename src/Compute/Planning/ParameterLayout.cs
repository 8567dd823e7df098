using TrainingService.Compute.Backends;
using TrainingService.Compute.Networks;

namespace TrainingService.Compute.Planning;

/// <summary>
/// Where each parameter lies in the flat blocks of parameters, gradients and optimizer state: one after the other, each at a multiple of 16
/// floats with room behind, so that kernels may read over an end.
/// </summary>
internal sealed class ParameterLayout
{
    private const int Multiple = 16;
    private const int Gap = ArenaPlanner.Slack / sizeof(float);
    private readonly IReadOnlyList<ParameterInfo> parameters;
    private readonly long[] offsets;

    /// <summary>Lays out a network's parameters.</summary>
    public ParameterLayout(IReadOnlyList<ParameterInfo> parameters)
    {
        this.parameters = parameters;
        offsets = new long[parameters.Count];
        foreach (var parameter in parameters)
        {
            offsets[parameter.Number] = Count;
            Count += (parameter.Count + Gap + Multiple - 1) / Multiple * Multiple;
        }
    }

    /// <summary>Floats of one block.</summary>
    public long Count { get; }

    /// <summary>First float of a parameter.</summary>
    public long Offset(int parameter) => offsets[parameter];

    /// <summary>The stretches to update, with their penalties, of the parameters asked for by number.</summary>
    public IReadOnlyList<ParameterSpan> Spans(Func<ParameterInfo, Penalty> penalties, Func<int, bool> wanted) =>
        [.. parameters.Where(p => p.IsTrainable && wanted(p.Number)).Select(p => Span(p, penalties(p)))];

    private ParameterSpan Span(ParameterInfo parameter, Penalty penalty) => new(
        offsets[parameter.Number],
        parameter.Count,
        penalty.L2,
        penalty.IsProximal ? 0 : penalty.L1,
        penalty.IsProximal ? penalty.L1 : 0,
        penalty.Decay);
}
