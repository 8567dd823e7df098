using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>Sum of inputs of one shape.</summary>
internal sealed class AddBuilder(AddLayer spec) : LayerBuilder<AddLayer>(spec)
{
    /// <inheritdoc/>
    public override string Type => "add";

    /// <inheritdoc/>
    public override int MinInputs => 2;

    /// <inheritdoc/>
    public override int MaxInputs => 64;

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope)
    {
        if (scope.Inputs.All(shape => shape.SequenceEqual(scope.Input))) return scope.Input;
        scope.Error(
            "inputs", "shape_mismatch", $"The inputs have shapes {string.Join(" and ", scope.Inputs.Select(Shapes.Text))}.", "inputs of one shape");
        return null;
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope) => scope.Inputs.Skip(1).Aggregate(
        scope.Inputs[0], (sum, next) => scope.Add(new AddOp(), scope.Layer.OutputShape, sum, next));
}
