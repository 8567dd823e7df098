using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Dense;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>A fully connected layer; an image or volume is flattened first.</summary>
internal sealed class DenseBuilder(DenseLayer spec) : LayerBuilder<DenseLayer>(spec)
{
    /// <inheritdoc/>
    public override string Type => "dense";

    /// <inheritdoc/>
    public override IReadOnlyList<int> Infer(LayerScope scope)
    {
        var features = checked((int)scope.InputCount);
        scope.AddParameter("kernel", [features, Spec.Units], Spec.KernelInitializer, features, Spec.Units);
        if (Spec.UseBias) scope.AddParameter("bias", [Spec.Units], Spec.BiasInitializer, features, Spec.Units, isBias: true);
        return [Spec.Units];
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope)
    {
        var input = scope.Input;
        var shape = scope.Graph[input].Shape;
        if (shape.Rank != 2) input = scope.Add(new ReshapeOp(), [checked((int)(shape.Count / scope.Batch))], input);
        var output = scope.Add(new DenseOp(Spec.UseBias, ActivationFunction.Linear), [Spec.Units], [input, .. scope.Parameters]);
        return Activations.Emit(scope, output, Spec.Activation);
    }
}
