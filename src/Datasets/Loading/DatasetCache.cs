using TrainingService.Compute.Data;

namespace TrainingService.Datasets.Loading;

/// <summary>
/// Datasets in memory, by version. One load per version however many ask at once. The latest used are held up to a number of bytes; others only as
/// long as a run holds them, and a run that comes while one does gets the same copy.
/// </summary>
internal sealed class DatasetCache(long budget)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Task<Dataset>> loading = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WeakReference<Dataset>> alive = new(StringComparer.Ordinal);
    private readonly LinkedList<Dataset> held = [];

    /// <summary>The dataset of a version: the copy in memory, the one being loaded, or a newly loaded one.</summary>
    public Task<Dataset> GetAsync(string version, Func<Dataset> load)
    {
        lock (gate)
        {
            if (alive.TryGetValue(version, out var reference) && reference.TryGetTarget(out var dataset))
            {
                Hold(dataset);
                return Task.FromResult(dataset);
            }

            if (loading.TryGetValue(version, out var running)) return running;
            return loading[version] = Task.Run(() => Load(version, load));
        }
    }

    /// <summary>Bytes of a dataset's rows.</summary>
    public static long SizeOf(Dataset dataset) => SizeOf(dataset.Training) + SizeOf(dataset.Test);

    private static long SizeOf(DataPart part) => part.Bytes.Length + sizeof(float) * ((long)part.Floats.Length + part.Labels.Length + part.Targets.Length);

    private Dataset Load(string version, Func<Dataset> load)
    {
        try
        {
            var dataset = load();
            lock (gate)
            {
                alive[version] = new WeakReference<Dataset>(dataset);
                Hold(dataset);
            }

            return dataset;
        }
        finally
        {
            lock (gate) loading.Remove(version);
        }
    }

    private void Hold(Dataset dataset)
    {
        held.Remove(dataset);
        held.AddFirst(dataset);
        var bytes = held.Sum(SizeOf);
        while (held.Count > 1 && bytes > budget)
        {
            bytes -= SizeOf(held.Last!.Value);
            held.RemoveLast();
        }
    }
}
