using TrainingService.Compute.Backends;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Planning;

namespace TrainingService.Compute.Runtime;

/// <summary>What lives as long as a run: parameters, gradients, optimizer state, packed weights, and the arena its plans share.</summary>
internal sealed unsafe class ModelMemory : IDisposable
{
    private readonly NativeBuffer parameters;
    private readonly NativeBuffer gradients;
    private readonly NativeBuffer? accumulated;
    private readonly NativeBuffer state;
    private readonly NativeBuffer packed;
    private readonly NativeBuffer shared;
    private readonly Dictionary<PackedWeights, long> packedOffsets = [];

    /// <summary>Allocates all of it.</summary>
    public ModelMemory(
        ParameterLayout layout, int stateBlocks, IReadOnlyList<PackedWeights> packings, long arenaBytes, long scratchBytes, bool withGradients = true, bool accumulates = false)
    {
        Layout = layout;
        Packings = packings;
        StateBlocks = stateBlocks;
        parameters = new NativeBuffer(layout.Count * sizeof(float));
        gradients = new NativeBuffer(withGradients ? layout.Count * sizeof(float) : 0);
        accumulated = accumulates ? new NativeBuffer(layout.Count * sizeof(float)) : null;
        state = new NativeBuffer(layout.Count * sizeof(float) * stateBlocks);
        var offset = 0L;
        foreach (var packing in packings)
        {
            packedOffsets[packing] = offset;
            offset += ArenaPlanner.Padded(packing.Count * sizeof(float));
        }

        packed = new NativeBuffer(offset);
        shared = new NativeBuffer(arenaBytes + scratchBytes);
        this.arenaBytes = arenaBytes;
    }

    /// <summary>Where parameters lie.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>The weight copies.</summary>
    public IReadOnlyList<PackedWeights> Packings { get; }

    /// <summary>Blocks of optimizer state.</summary>
    public int StateBlocks { get; }

    /// <summary>The flat block of parameters.</summary>
    public float* Parameters => (float*)parameters.Pointer;

    /// <summary>The flat block of gradients.</summary>
    public float* Gradients => (float*)gradients.Pointer;

    /// <summary>The flat block of accumulated gradients, or null when each batch makes an update.</summary>
    public float* Accumulated => accumulated is null ? null : (float*)accumulated.Pointer;

    /// <summary>The same, for checkpoints.</summary>
    public NativeBuffer? AccumulatedBlock => accumulated;

    /// <summary>The arena.</summary>
    public byte* Arena => shared.Pointer;

    /// <summary>The scratch area behind it.</summary>
    public byte* Scratch => shared.Pointer + arenaBytes;

    /// <summary>The flat block of parameters, for copies and checkpoints.</summary>
    public NativeBuffer ParameterBlock => parameters;

    /// <summary>All optimizer state, for checkpoints.</summary>
    public NativeBuffer StateBlock => state;

    /// <summary>One parameter.</summary>
    public Span<float> Parameter(ParameterInfo parameter) => parameters.Floats(Layout.Offset(parameter.Number), parameter.Count);

    /// <summary>One parameter's gradient.</summary>
    public Span<float> Gradient(ParameterInfo parameter) => gradients.Floats(Layout.Offset(parameter.Number), parameter.Count);

    private readonly long arenaBytes;

    /// <summary>Bytes allocated.</summary>
    public long Bytes => parameters.Bytes + gradients.Bytes + (accumulated?.Bytes ?? 0) + state.Bytes + packed.Bytes + shared.Bytes;

    /// <summary>One block of optimizer state.</summary>
    public float* State(int slot) => (float*)state.Pointer + slot * Layout.Count;

    /// <summary>A weight copy.</summary>
    public float* Packed(PackedWeights packing) => (float*)(packed.Pointer + packedOffsets[packing]);

    /// <inheritdoc/>
    public void Dispose()
    {
        parameters.Dispose();
        gradients.Dispose();
        accumulated?.Dispose();
        state.Dispose();
        packed.Dispose();
        shared.Dispose();
    }
}
