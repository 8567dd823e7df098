using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Elementwise;

namespace TrainingService.Compute.Autodiff;

/// <content>Merging and rearranging values.</content>
internal static partial class GradientRules
{
    private static void Combine(GradientScope scope, CombineOp op)
    {
        var gradient = scope.OutputGradient;
        for (var input = 0; input < 2; input++)
        {
            if (!scope.Wants(input)) continue;
            if (op.Kind == CombineKind.Add || (op.Kind == CombineKind.Subtract && input == 0))
            {
                if (IsRepeated(scope, input)) scope.Add(input, new SumToOp(), gradient);
                else scope.Pass(input, gradient);
                continue;
            }

            var other = scope.Node.Inputs[1 - input];
            switch (op.Kind)
            {
                case CombineKind.Subtract: Reduced(scope, input, new ScaleOp(-1), gradient); break;
                case CombineKind.Multiply: Reduced(scope, input, new CombineOp(CombineKind.Multiply), gradient, other); break;
                default: Reduced(scope, input, new ChoiceGradientOp(op.Kind, input), [gradient, .. scope.Node.Inputs]); break;
            }
        }
    }

    /// <summary>The gradient of an operand is that of its repetition, summed.</summary>
    private static void Reduced(GradientScope scope, int input, Op op, params IReadOnlyList<ValueId> inputs)
    {
        if (!IsRepeated(scope, input)) scope.Add(input, op, inputs);
        else scope.Add(input, new SumToOp(), scope.AddValue(op, scope.ShapeOf(scope.Output), inputs));
    }

    private static bool IsRepeated(GradientScope scope, int input) => !scope.ShapeOf(scope.Node.Inputs[input]).Equals(scope.ShapeOf(scope.Output));

    private static void Concat(GradientScope scope, ConcatOp op)
    {
        var start = 0;
        for (var input = 0; input < scope.Node.Inputs.Count; input++)
        {
            if (scope.Wants(input)) scope.Add(input, new SliceOp(op.Axis, start), scope.OutputGradient);
            start += scope.ShapeOf(scope.Node.Inputs[input])[op.Axis];
        }
    }
}
