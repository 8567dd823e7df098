using System.Text.Json;

namespace TrainingService.Bench.Comparing;

/// <summary>Ratios below which a workload must not fall, by libtorch's settings. `mean` is the geometric mean, `other` any workload not named.</summary>
/// <param name="ByPeer">Settings, then workload.</param>
internal sealed record Floors(IReadOnlyDictionary<string, Dictionary<string, double>> ByPeer)
{
    /// <summary>Reads a file.</summary>
    public static Floors Read(string path)
    {
        try
        {
            return new Floors(JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, double>>>(File.ReadAllText(path)) ?? []);
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            throw new BenchException($"--floors {path}: {error.Message}");
        }
    }

    /// <summary>A sentence for each floor missed. What was not measured beside libtorch misses nothing.</summary>
    public IReadOnlyList<string> Missed(IReadOnlyList<WorkloadResult> results)
    {
        var missed = new List<string>();
        foreach (var (peer, floors) in ByPeer)
        {
            foreach (var group in results.Where(r => r.Ratios.ContainsKey(peer)).GroupBy(r => r.Threads))
            {
                foreach (var result in group)
                    Check(floors.TryGetValue(result.Workload, out var own) ? own : floors.GetValueOrDefault("other"), result.Ratios[peer], result.Workload);
                Check(floors.GetValueOrDefault("mean"), ResultTable.Mean(group.Select(r => r.Ratios[peer])), "the geometric mean");

                void Check(double floor, double ratio, string what)
                {
                    if (ratio < floor)
                        missed.Add(FormattableString.Invariant($"below the floor: {what} on {group.Key} thread(s) is {ratio:F2} times {peer} libtorch, wanted {floor:F2}"));
                }
            }
        }

        return missed;
    }
}
