using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Conv3D;
using TrainingService.Compute.Ops.Dense;
using TrainingService.Compute.Ops.Dropout;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Compute.Ops.Normalization;
using TrainingService.Compute.Ops.Pooling;
using TrainingService.Compute.Ops.Resampling;
using TrainingService.Compute.Ops.Sequences;

namespace TrainingService.Compute.Autodiff;

/// <summary>For each forward op the ops that compute the gradients of its inputs. Ops are unfused here.</summary>
internal static partial class GradientRules
{
    /// <summary>The rule of an op.</summary>
    public static Action<GradientScope> For(Op op) => op switch
    {
        DenseOp dense => scope => Dense(scope, dense),
        Conv2DOp conv => scope => Conv2D(scope, conv),
        Conv3DOp conv => scope => Conv3D(scope, conv),
        ConvTranspose2DOp conv => scope => ConvTranspose2D(scope, conv),
        ConvTranspose3DOp conv => scope => ConvTranspose3D(scope, conv),
        ActivationOp activation => scope => Activation(scope, activation.Function),
        BatchNormOp norm => scope => BatchNorm(scope, norm),
        GroupNormOp norm => scope => ChannelNorm(scope, norm.Groups, norm.Affine, norm.HasLengths),
        LayerNormOp norm => scope => LayerNorm(scope, norm),
        CombineOp combine => scope => Combine(scope, combine),
        ScaleOp => scope => Single(scope, op, scope.OutputGradient),
        BroadcastOp => scope => Single(scope, new SumToOp(), scope.OutputGradient),
        ConcatOp concat => scope => Concat(scope, concat),
        PermuteOp permute => scope => Single(scope, new PermuteOp(permute.Order.Inverse), scope.OutputGradient),
        SpatialDropoutOp => scope => Single(scope, op, scope.OutputGradient),
        GaussianNoiseOp => scope => PassOn(scope),
        SoftmaxOp softmax => scope => Single(scope, new SoftmaxGradientOp(softmax.Log), scope.OutputGradient, scope.Output),
        DropoutOp => scope => Single(scope, op, scope.OutputGradient),
        ReshapeOp => scope => Single(scope, op, scope.OutputGradient),
        MaxPool2DOp pool => scope =>
            Single(scope, new MaxPool2DGradientOp(pool.Window), scope.OutputGradient, scope.Node.Inputs[0], scope.Output),
        AveragePool2DOp pool => scope => Single(scope, new AveragePool2DGradientOp(pool.Window), scope.OutputGradient),
        GlobalAveragePool2DOp => scope => Single(scope, new GlobalAveragePool2DGradientOp(), scope.OutputGradient),
        MaxUnpool2DOp unpool => scope =>
            Single(scope, new MaxUnpool2DGradientOp(unpool.Window), scope.OutputGradient, scope.Node.Inputs[1], scope.Node.Inputs[2]),
        Resample2DOp resample => scope =>
            Single(scope, new Resample2DOp(resample.Rows.Transpose, resample.Columns.Transpose), scope.OutputGradient),
        SequenceAveragePoolOp => scope => Single(scope, new SequenceAveragePoolGradientOp(), scope.OutputGradient, scope.Node.Inputs[1]),
        SequenceMaxPoolOp => scope =>
            Single(scope, new SequenceMaxPoolGradientOp(), scope.OutputGradient, scope.Node.Inputs[0], scope.Output, scope.Node.Inputs[1]),
        SequenceWindowMeanOp => scope => Single(scope, op, scope.OutputGradient, scope.Node.Inputs[1]),
        SequenceMaskOp => scope => Single(scope, new SequenceMaskOp(0), scope.OutputGradient, scope.Node.Inputs[1]),
        AddOp => Add,
        _ => SequenceRules.For(op) ?? throw new ArgumentOutOfRangeException(nameof(op), op.GetType().Name, "No gradient rule for this op."),
    };

    private static void Single(GradientScope scope, Op op, params IReadOnlyList<ValueId> inputs)
    {
        if (scope.Wants(0)) scope.Add(0, op, inputs);
    }

    private static void Activation(GradientScope scope, ActivationFunction function) =>
        Single(scope, new ActivationGradientOp(function), scope.OutputGradient, function.NeedsInput ? scope.Node.Inputs[0] : scope.Output);

    private static void PassOn(GradientScope scope)
    {
        if (scope.Wants(0)) scope.Pass(0, scope.OutputGradient);
    }

    private static void Add(GradientScope scope)
    {
        for (var input = 0; input < scope.Node.Inputs.Count; input++)
        {
            if (scope.Wants(input)) scope.Pass(input, scope.OutputGradient);
        }
    }

    private static void Dense(GradientScope scope, DenseOp op)
    {
        var gradient = scope.OutputGradient;
        if (op.HasBias) scope.Add(2, new BiasGradientOp(), gradient);
        scope.Add(1, new DenseWeightGradientOp(), scope.Node.Inputs[0], gradient);
        Single(scope, new DenseInputGradientOp(ActivationFunction.Linear), gradient, scope.Node.Inputs[1]);
    }
}
