using BenchmarkDotNet.Attributes;
using TrainingService.Kernels.Cases;

namespace TrainingService.Kernels;

/// <summary>One call of a kernel, all chunks one after the other.</summary>
public class KernelBenchmark
{
    private KernelMemory memory = null!;

    /// <summary>The kernel's name.</summary>
    [ParamsSource(nameof(Names))]
    public string Kernel { get; set; } = "";

    /// <summary>What was asked for.</summary>
    public static IEnumerable<string> Names => KernelCases.Chosen.Select(row => row.Name);

    /// <summary>Lays out operands.</summary>
    [GlobalSetup]
    public void Setup() => memory = KernelMemory.Of(KernelCases.Find(Kernel));

    /// <summary>Runs it.</summary>
    [Benchmark]
    public void Run() => memory.Run();

    /// <summary>Frees operands.</summary>
    [GlobalCleanup]
    public void Cleanup() => memory.Dispose();
}
