using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>A 2-D convolution.</summary>
internal sealed class Conv2DBuilder(Conv2DLayer spec) : LayerBuilder<Conv2DLayer>(spec)
{
    /// <inheritdoc/>
    public override string Type => "conv2d";

    /// <inheritdoc/>
    public override IReadOnlyList<int>? Infer(LayerScope scope)
    {
        if (!scope.RequireImage(Type)) return null;
        if (Windows.Output(scope, Window(scope.Input), Spec.Filters, "kernel_size") is not { } output) return null;
        var channels = scope.Input[2];
        var cells = (long)Spec.KernelSize.Height * Spec.KernelSize.Width;
        int[] shape = [Spec.KernelSize.Height, Spec.KernelSize.Width, channels, Spec.Filters];
        scope.AddParameter("kernel", shape, Spec.KernelInitializer, cells * channels, cells * Spec.Filters);
        if (Spec.UseBias) scope.AddParameter("bias", [Spec.Filters], Spec.BiasInitializer, cells * channels, cells * Spec.Filters, isBias: true);
        return output;
    }

    /// <inheritdoc/>
    public override ValueId Emit(EmitScope scope)
    {
        var op = new Conv2DOp(Window(scope.Graph[scope.Input].Shape.PerRow), Spec.UseBias, ActivationFunction.Linear);
        var output = scope.Add(op, scope.Layer.OutputShape, [scope.Input, .. scope.Parameters]);
        return Activations.Emit(scope, output, Spec.Activation);
    }

    private Window2D Window(IReadOnlyList<int> input) => Windows.Of(input, Spec.KernelSize, Spec.Stride, Spec.Dilation, Spec.Padding);
}
