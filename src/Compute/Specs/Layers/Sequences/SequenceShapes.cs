namespace TrainingService.Compute.Specs.Layers.Sequences;

/// <summary>Checks of inputs that sequence layers share.</summary>
internal static class SequenceShapes
{
    /// <summary>Requires every input to be a sequence; reports and gives false otherwise.</summary>
    public static bool AreSequences(LayerScope scope, string type)
    {
        for (var i = 0; i < scope.Inputs.Count; i++)
        {
            if (scope.Inputs[i].Count == 2) continue;
            scope.Error(
                "inputs", "shape_mismatch", $"{type} takes sequences, but its input {i} is {Shapes.Text(scope.Inputs[i])}.", "inputs of shape [steps, channels]");
            return false;
        }

        return true;
    }
}
