using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Normalization;

namespace TrainingService.Compute.Autodiff;

/// <content>Normalizations: dx, dγ and dβ come from one op.</content>
internal static partial class GradientRules
{
    private static void BatchNorm(GradientScope scope, BatchNormOp op)
    {
        var channels = scope.ShapeOf(scope.Node.Outputs[1])[0];
        ChannelNorm(scope, channels, op.Affine, op.HasLengths);
    }

    private static void ChannelNorm(GradientScope scope, int groups, bool affine, bool hasLengths)
    {
        var (inputs, withInput) = (scope.Node.Inputs, scope.Wants(0));
        if (!withInput && !affine) return;
        List<ValueId> read = [scope.OutputGradient, inputs[0], scope.Node.Outputs[1], scope.Node.Outputs[2]];
        if (affine) read.Add(inputs[1]);
        if (hasLengths) read.Add(inputs[^1]);
        IReadOnlyList<int> wanted = [.. withInput ? [0] : Array.Empty<int>(), .. affine ? [1, 2] : Array.Empty<int>()];
        scope.AddMany(wanted, new ChannelNormGradientOp(groups, affine, hasLengths, withInput), read);
    }

    private static void LayerNorm(GradientScope scope, LayerNormOp op)
    {
        var (inputs, withInput) = (scope.Node.Inputs, scope.Wants(0));
        if (!withInput && !op.HasScale && !op.HasOffset) return;
        List<ValueId> read = [scope.OutputGradient, inputs[0], scope.Node.Outputs[1], scope.Node.Outputs[2]];
        if (op.HasScale) read.Add(inputs[1]);
        List<int> wanted = withInput ? [0] : [];
        if (op.HasScale) wanted.Add(1);
        if (op.HasOffset) wanted.Add(inputs.Count - 1);
        scope.AddMany(wanted, new LayerNormGradientOp(op.Centered, op.HasScale, op.HasOffset, withInput), read);
    }
}
