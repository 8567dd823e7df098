using System.Diagnostics;

namespace TrainingService.Integration.Tests.Processes;

/// <summary>Waits for something to become so.</summary>
internal static class Until
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(300);

    /// <summary>Polls until a value is as wanted. What went wrong is told by <paramref name="explain"/>, such as the processes' output.</summary>
    public static async Task<T> SoAsync<T>(Func<Task<T>> read, Func<T, bool> wanted, Func<string> explain)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var value = await read();
            if (wanted(value)) return value;
            if (waited.Elapsed > Deadline) throw new TimeoutException($"Still {value} after {Deadline}.\n{explain()}");
            await Task.Delay(20);
        }
    }

    /// <summary>Polls until a condition holds.</summary>
    public static Task SoAsync(Func<bool> condition, Func<string> explain) => SoAsync(() => Task.FromResult(condition()), holds => holds, explain);
}
