using System.Text.Json;

namespace TrainingService.Worker.Tests.Hosting;

/// <summary>What the program tells the runtime: a misspelt property in a project file is passed over in silence.</summary>
public sealed class RuntimeSettingsTests
{
    private static readonly JsonElement Settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "TrainingService.Worker.runtimeconfig.json")))
        .RootElement.GetProperty("runtimeOptions").GetProperty("configProperties");

    [Fact]
    public void Nothing_is_compiled_to_anything_but_the_best_code_so_that_no_kernel_runs_in_a_lower_tier() =>
        Assert.False(Settings.GetProperty("System.Runtime.TieredCompilation").GetBoolean());

    [Fact]
    public void The_collector_keeps_one_small_heap_and_no_thread_of_its_own()
    {
        Assert.False(Settings.GetProperty("System.GC.Server").GetBoolean());
        Assert.False(Settings.GetProperty("System.GC.Concurrent").GetBoolean());
        Assert.InRange(Settings.GetProperty("System.GC.Gen0MaxBudget").GetInt64(), 1 << 20, 8 << 20);
    }
}
