using System.Diagnostics;
using System.Globalization;

namespace TrainingService.DataBench;

/// <summary>Seconds of each stage, and what it took of memory at most.</summary>
internal sealed class Stages : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(20);
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly ITimer sampler;
    private long peak;

    public Stages() => sampler = TimeProvider.System.CreateTimer(_ => Sample(), null, TimeSpan.Zero, Every);

    /// <summary>Ends a stage: private memory is what can't be dropped, file pages are what the system keeps as long as nobody needs the room.</summary>
    public void End(string name, string more = "")
    {
        // The kernel keeps the most of both together; the most private memory is sampled.
        var seconds = watch.Elapsed.TotalSeconds;
        Sample();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-8} {seconds,7:F1} s  most private {Interlocked.Read(ref peak) / 1024,6:N0} MB; most with file pages {Of("VmHWM") / 1024,6:N0} MB  {more}"));
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        File.WriteAllText("/proc/self/clear_refs", "5");
        Interlocked.Exchange(ref peak, 0);
        watch.Restart();
    }

    public void Dispose() => sampler.Dispose();

    private void Sample()
    {
        var now = Of("RssAnon");
        if (now > Interlocked.Read(ref peak)) Interlocked.Exchange(ref peak, now);
    }

    private static long Of(string key) => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(key, StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
