using System.Buffers;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Data;
using TrainingService.Compute.Training;

namespace TrainingService.Compute.Runtime;

/// <summary>A dataset's managed arrays held in place, so that kernels can read them by address; nothing is copied.</summary>
internal sealed unsafe class PinnedData : IDisposable
{
    private readonly List<MemoryHandle> handles = [];

    /// <summary>Pins both parts and the scaling.</summary>
    public PinnedData(Dataset dataset, FeatureScaling scaling)
    {
        Storage = dataset.Training.Floats.IsEmpty ? FeatureStorage.Bytes : FeatureStorage.Floats;
        Training = Pin(dataset.Training);
        Test = Pin(dataset.Test);
        Scale = (float*)Pin<float>(scaling.Scale);
        Shift = (float*)Pin<float>(scaling.Shift);
    }

    /// <summary>How features are stored.</summary>
    public FeatureStorage Storage { get; }

    /// <summary>The training part.</summary>
    public PinnedPart Training { get; }

    /// <summary>The test part.</summary>
    public PinnedPart Test { get; }

    /// <summary>Factor per feature.</summary>
    public float* Scale { get; }

    /// <summary>Added per feature.</summary>
    public float* Shift { get; }

    /// <inheritdoc/>
    public void Dispose() => handles.ForEach(handle => handle.Dispose());

    private PinnedPart Pin(DataPart part) => new(
        part.Floats.IsEmpty ? Pin(part.Bytes) : Pin(part.Floats),
        part.Labels.IsEmpty ? Pin(part.Targets) : Pin(part.Labels));

    private void* Pin<T>(ReadOnlyMemory<T> memory)
    {
        handles.Add(memory.Pin());
        return handles[^1].Pointer;
    }
}

/// <summary>Addresses of one part's rows.</summary>
internal readonly unsafe struct PinnedPart(void* features, void* targets)
{
    /// <summary>Bytes or floats.</summary>
    public void* Features { get; } = features;

    /// <summary>Labels or numbers.</summary>
    public void* Targets { get; } = targets;
}
