using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Conformance.Tests.Ops;
using static TrainingService.Conformance.Tests.Gradients.Reads;

namespace TrainingService.Conformance.Tests.Gradients;

/// <content>Activations whose derivative is one of the input, and softmax.</content>
internal static partial class GradientRows
{
    private static IEnumerable<GradientRow> SmoothActivations()
    {
        var shape = new Shape(3, 7);
        foreach (var f in OpCases.Smooth)
        {
            var forward = new OpCase($"activation {f.Kind}{f.Slope}", new ActivationOp(f), [new(shape)], [new(shape)]);
            yield return new(forward, 0, new ActivationGradientOp(f), OutputGradient, f.NeedsInput ? First : Output);
        }

        foreach (var log in new[] { false, true })
        {
            yield return new(
                new($"softmax log {log}", new SoftmaxOp(log), [new(shape)], [new(shape)]), 0, new SoftmaxGradientOp(log), OutputGradient, Output);
        }
    }
}
