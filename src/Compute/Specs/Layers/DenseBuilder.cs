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
        var features = Spec.PerPosition ? scope.Input[^1] : checked((int)scope.InputCount);
        scope.AddParameter("kernel", [features, Spec.Units], Spec.KernelInitializer, features, Spec.Units);
        if (Spec.UseBias) scope.AddParameter("bias", [Spec.Units], Spec.BiasInitializer, features, Spec.Units, isBias: true);
        return Spec.PerPosition ? [.. scope.Input.SkipLast(1), Spec.Units] : [Spec.Units];
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope)
    {
        var input = scope.Input;
        var shape = scope.Graph[input].Shape;
        if (Spec.PerPosition && shape.Rank != 2) return EmitPerPosition(scope, shape);
        if (shape.Rank != 2) input = scope.Add(new ReshapeOp(), [checked((int)(shape.Count / scope.Batch))], input);
        var output = scope.Add(new DenseOp(Spec.UseBias, ActivationFunction.Linear), [Spec.Units], [input, .. scope.Parameters]);
        return Activations.Emit(scope, output, Spec.Activation);
    }

    /// <summary>Positions are rows of one large product; the reshapes around it cost nothing.</summary>
    private ValueId EmitPerPosition(EmitScope scope, Shape shape)
    {
        var features = shape[shape.Rank - 1];
        var rows = checked((int)(shape.Count / features));
        var (flat, product) = (scope.Graph.AddValue(new Shape(rows, features)), scope.Graph.AddValue(new Shape(rows, Spec.Units)));
        scope.Graph.AddNode(new ReshapeOp(), scope.Layer.Index, [scope.Input], [flat]);
        scope.Graph.AddNode(new DenseOp(Spec.UseBias, ActivationFunction.Linear), scope.Layer.Index, [flat, .. scope.Parameters], [product]);
        if (Spec.Activation != Activation.Linear)
        {
            var active = scope.Graph.AddValue(new Shape(rows, Spec.Units));
            scope.Graph.AddNode(Activations.OpOf(Spec.Activation), scope.Layer.Index, [product], [active]);
            product = active;
        }

        return scope.Add(new ReshapeOp(), scope.Layer.OutputShape, product);
    }
}
