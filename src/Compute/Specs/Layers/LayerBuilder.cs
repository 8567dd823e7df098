using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>What the engine knows of one type of layer: how its shapes follow from its inputs, and which operations it is made of.</summary>
internal abstract class LayerBuilder<TSpec>(TSpec spec) : ILayerBuilder
    where TSpec : LayerSpec
{
    /// <inheritdoc/>
    public abstract string Type { get; }

    /// <inheritdoc/>
    LayerSpec ILayerBuilder.Resolved => Resolved;

    /// <inheritdoc/>
    public virtual int MaxInputs => 1;

    /// <inheritdoc/>
    public virtual int MinInputs => 1;

    /// <inheritdoc/>
    public virtual bool TakesTokens => false;

    /// <summary>The layer as asked for.</summary>
    protected TSpec Spec { get; } = spec;

    /// <summary>The layer with defaults that depend on others filled in.</summary>
    protected virtual TSpec Resolved => Spec;

    /// <inheritdoc/>
    public abstract IReadOnlyList<int>? Infer(LayerScope scope);

    /// <inheritdoc/>
    public abstract ValueId Emit(EmitScope scope);
}

/// <summary>See <see cref="LayerBuilder{TSpec}"/>.</summary>
internal interface ILayerBuilder : ILayerEmitter
{
    /// <summary>The layer's spec with defaults filled in.</summary>
    LayerSpec Resolved { get; }

    /// <summary>The fewest inputs it takes.</summary>
    int MinInputs { get; }

    /// <summary>The most inputs it takes.</summary>
    int MaxInputs { get; }

    /// <summary>Whether an input may be token ids (int32) in place of numbers.</summary>
    bool TakesTokens { get; }

    /// <summary>Works out the shape of one row of output and adds the parameters; null after reporting why it can't be.</summary>
    IReadOnlyList<int>? Infer(LayerScope scope);
}
