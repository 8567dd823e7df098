namespace TrainingService.Kernels.Cases;

/// <summary>The kernels that are timed.</summary>
internal static class KernelCases
{
    private static readonly Lazy<IReadOnlyList<KernelCase>> Rows = new(() =>
    [
        .. GemmCases.All, .. ConvolutionCases.All, .. VolumeCases.All, .. PoolingCases.All, .. ResamplingCases.All, .. NormCases.All, .. RecurrentCases.All,
        .. AttentionCases.All, .. SoftmaxCases.All, .. LossCases.All, .. ElementwiseCases.All, .. ChainCases.All, .. MoveCases.All, .. UpdateCases.All,
    ]);

    public static IReadOnlyList<KernelCase> All => Rows.Value;

    /// <summary>Those that this run is about.</summary>
    public static IReadOnlyList<KernelCase> Chosen { get; set; } = [];

    public static KernelCase Find(string name) => All.First(row => row.Name == name);

    /// <summary>Those whose names hold all of some words.</summary>
    public static IReadOnlyList<KernelCase> Named(IReadOnlyList<string> words) =>
        [.. All.Where(row => words.All(word => row.Name.Contains(word, StringComparison.OrdinalIgnoreCase)))];
}
