using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Sequences;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Compute.Specs.Layers;

/// <summary>What layers along time do with rows of different lengths: a row gives what it would on its own, whatever lies behind its end.</summary>
internal static class Steps
{
    /// <summary>Says which lengths a window's output has.</summary>
    public static void Infer(LayerScope scope, WindowSpec spec, AxisWindow window)
    {
        if (scope.InputPorts[0].Lengths == -1) return;
        scope.Lengths = KeepsSteps(spec, window) ? scope.InputPorts[0].Lengths : scope.OwnLengths;
    }

    /// <summary>Says that the output has lengths of its own.</summary>
    public static void InferScaled(LayerScope scope)
    {
        if (scope.InputPorts[0].Lengths != -1) scope.Lengths = scope.OwnLengths;
    }

    /// <summary>The input with the steps behind each row's end filled, where a window may reach them from a real output step.</summary>
    public static ValueId BeforeWindow(EmitScope scope, WindowSpec spec, AxisWindow window, float fill) =>
        scope.LengthsOf() is { } lengths && ReachesOver(spec, window) ? Mask(scope, scope.Input, lengths, fill) : scope.Input;

    /// <summary>Whether a window that gives one of a row's real output steps may reach over the row's end.</summary>
    public static bool ReachesOver(WindowSpec spec, AxisWindow window) => spec.Mode == PaddingMode.Same ? window.Extent > 1 : window.After > 0;

    /// <summary>A sequence with the steps behind each row's end filled.</summary>
    public static ValueId Mask(EmitScope scope, ValueId value, ValueId lengths, float fill) =>
        Images.Add(scope, new SequenceMaskOp(fill), scope.Graph[value].Shape, value, lengths);

    /// <summary>Computes the lengths of a window's output, if it has its own, and gives them; null when all its steps are real.</summary>
    public static ValueId? SetLengths(EmitScope scope, WindowSpec spec, AxisWindow window) => Set(scope, spec.Mode == PaddingMode.Same
        ? new WindowLengthsOp(1, window.Stride, 0)
        : new WindowLengthsOp(window.Extent, window.Stride, window.Before + window.After));

    /// <summary>Computes the output's lengths by an op, if it has its own, and gives them; null when all its steps are real.</summary>
    public static ValueId? Set(EmitScope scope, WindowLengthsOp op)
    {
        if (scope.LengthsOf() is not { } lengths) return null;
        if (!scope.HasOwnLengths) return lengths;
        var own = scope.NewValue([], ElementType.Int32);
        scope.Graph.AddNode(op, scope.Layer.Index, [lengths], [own]);
        scope.SetLengths(own);
        return own;
    }

    // With padding "same" the padding of a shorter row is another, but its output still has ⌈length / stride⌉ steps.
    private static bool KeepsSteps(WindowSpec spec, AxisWindow window) =>
        window.Stride == 1 && (spec.Mode is PaddingMode.Same or PaddingMode.Causal || window.Before + window.After == window.Extent - 1);
}
