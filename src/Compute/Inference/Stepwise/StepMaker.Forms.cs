using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Inference.Stepwise;

/// <content>What shapes say of values.</content>
internal sealed partial class StepMaker
{
    private enum Form
    {
        /// <summary>[batch, steps, ...].</summary>
        Steps,

        /// <summary>[batch · steps, ...].</summary>
        Rows,

        /// <summary>Anything else.</summary>
        Other,
    }

    private Form FormOf(ValueId id)
    {
        var shape = forward[id].Shape;
        return !depends.On(id) ? Form.Other
            : shape.Rank >= 2 && shape[0] == batch && shape[1] == steps ? Form.Steps
            : shape[0] == checked(batch * steps) ? Form.Rows : Form.Other;
    }

    /// <summary>Whether the last dimension is not that of the steps.</summary>
    private bool IsColumns(ValueId id) => FormOf(id) switch { Form.Steps => forward[id].Shape.Rank > 2, Form.Rows => forward[id].Shape.Rank > 1, _ => false };

    /// <summary>Whether an input can stand beside the others in a step.</summary>
    private bool IsAlike(ValueId id, ValueId output)
    {
        var value = forward[id];
        if (depends.On(id)) return made.ContainsKey(id);
        if (value.Kind is ValueKind.Parameter or ValueKind.State) return true;
        return FormOf(output) == Form.Steps && value.Shape.Rank == forward[output].Shape.Rank && value.Shape[0] == batch && value.Shape[1] == 1;
    }

    /// <summary>A value's shape in the step; null when it has none. Further outputs (statistics) are of as many rows.</summary>
    private Shape? ShapeOf(ValueId id, bool isMain)
    {
        var shape = forward[id].Shape;
        return FormOf(id) switch
        {
            Form.Steps => new Shape([batch, 1, .. shape.Dimensions[2..]]),
            Form.Rows => new Shape([batch, .. shape.Dimensions[1..]]),
            _ when !isMain && shape.Count % steps == 0 && shape[0] % steps == 0 => new Shape([shape[0] / steps, .. shape.Dimensions[1..]]),
            _ => null,
        };
    }
}
