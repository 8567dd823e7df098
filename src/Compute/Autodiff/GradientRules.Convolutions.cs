using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Conv3D;
using TrainingService.Compute.Ops.Dense;

namespace TrainingService.Compute.Autodiff;

/// <content>Convolutions and their transposes: each is the other's input gradient.</content>
internal static partial class GradientRules
{
    private static void Conv2D(GradientScope scope, Conv2DOp op)
    {
        var gradient = scope.OutputGradient;
        if (op.HasBias) scope.Add(2, new BiasGradientOp(), gradient);
        scope.Add(1, new Conv2DWeightGradientOp(op.Window, op.Groups), scope.Node.Inputs[0], gradient);
        Single(scope, new Conv2DInputGradientOp(op.Window, ActivationFunction.Linear, op.Groups), gradient, scope.Node.Inputs[1]);
    }

    private static void Conv3D(GradientScope scope, Conv3DOp op)
    {
        var gradient = scope.OutputGradient;
        if (op.HasBias) scope.Add(2, new BiasGradientOp(), gradient);
        scope.Add(1, new Conv3DWeightGradientOp(op.Window, op.Depth, op.Groups), scope.Node.Inputs[0], gradient);
        Single(scope, new Conv3DInputGradientOp(op.Window, op.Depth, ActivationFunction.Linear, op.Groups), gradient, scope.Node.Inputs[1]);
    }

    private static void ConvTranspose2D(GradientScope scope, ConvTranspose2DOp op)
    {
        var gradient = scope.OutputGradient;
        if (op.HasBias) scope.Add(2, new BiasGradientOp(), gradient);
        scope.Add(1, new Conv2DWeightGradientOp(op.Window, op.Groups), gradient, scope.Node.Inputs[0]);
        Single(scope, new Conv2DOp(op.Window, false, ActivationFunction.Linear, op.Groups), gradient, scope.Node.Inputs[1]);
    }

    private static void ConvTranspose3D(GradientScope scope, ConvTranspose3DOp op)
    {
        var gradient = scope.OutputGradient;
        if (op.HasBias) scope.Add(2, new BiasGradientOp(), gradient);
        scope.Add(1, new Conv3DWeightGradientOp(op.Window, op.Depth, op.Groups), gradient, scope.Node.Inputs[0]);
        Single(scope, new Conv3DOp(op.Window, op.Depth, false, ActivationFunction.Linear, op.Groups), gradient, scope.Node.Inputs[1]);
    }
}
