using TrainingService.Compute.Ops.Dropout;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Conformance.Tests.Ops;
using static TrainingService.Conformance.Tests.Gradients.Reads;

namespace TrainingService.Conformance.Tests.Gradients;

/// <content>Merging and rearranging.</content>
internal static partial class GradientRows
{
    private static IEnumerable<GradientRow> Merging()
    {
        CaseInput images = new(new(2, 3, 5, 4)), one = new(new(2, 1, 1, 4)), steps = new(new(2, 3, 5));
        yield return new(new("broadcast", new BroadcastOp(), [one], [new(images.Shape)]), 0, new SumToOp(), OutputGradient);
        yield return new(new("sum", new SumToOp(), [images], [new(one.Shape)]), 0, new BroadcastOp(), OutputGradient);
        yield return new(new("scale", new ScaleOp(-0.7f), [steps], [new(steps.Shape)]), 0, new ScaleOp(-0.7f), OutputGradient);
        var order = new AxisOrder(0, 3, 1, 2);
        yield return new(new("permute", new PermuteOp(order), [images], [new(new(2, 4, 3, 5))]), 0, new PermuteOp(order.Inverse), OutputGradient);
        var concat = new OpCase("concat", new ConcatOp(3), [images, new(new(2, 3, 5, 2))], [new(new(2, 3, 5, 6))]);
        yield return new(concat, 0, new SliceOp(3, 0), OutputGradient);
        yield return new(concat with { Name = "concat, second" }, 1, new SliceOp(3, 4), OutputGradient);
        yield return new(
            new("multiply", new CombineOp(CombineKind.Multiply), [steps, steps], [new(steps.Shape)]), 0, new CombineOp(CombineKind.Multiply), OutputGradient, Second);
        var dropout = new SpatialDropoutOp(0.4, 1);
        yield return new(new("spatial dropout", dropout, [images], [new(images.Shape)]), 0, dropout, OutputGradient);
    }
}
