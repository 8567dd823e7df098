using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Reference;
using TrainingService.Tests.Shared.Compute;

namespace TrainingService.Conformance.Tests.Onnx;

/// <summary>One step of an optimizer on a few tensors.</summary>
/// <param name="rule">The rule.</param>
/// <param name="rate">Size of the step.</param>
/// <param name="l2">Penalty, added to the gradient.</param>
/// <param name="x">The weights.</param>
/// <param name="g">Their gradients.</param>
/// <param name="state">State of the rule before: blocks, each as the weights.</param>
/// <param name="newX">The weights after.</param>
/// <param name="newState">The state after.</param>
internal sealed unsafe class UpdateCase(
    UpdateRule rule, double rate, float l2, OnnxTensor[] x, OnnxTensor[] g, OnnxTensor[][] state, OnnxTensor[] newX, OnnxTensor[][] newState) : ICase
{
    private const int Spacing = 16;

    private ParameterSpan[] Spans => [.. x.Select((tensor, i) => new ParameterSpan(i * Spacing, tensor.Data.Length, l2))];

    public void Check(string name)
    {
        var (w, gradients) = (Flat(x), Flat(g));
        double[][] states = [.. state.Select(Flat)];
        UpdateReference.Apply(rule, w, gradients, states, Spans, (float)rate, 1, 1);
        Compare(w, states, $"{name} by the reference");
        foreach (var set in InstructionSets.Supported) CheckKernels(set, $"{name} on {set}");
    }

    private void CheckKernels(InstructionSet set, string name)
    {
        var count = x.Length * Spacing;
        using var context = new TestKernelContext(new Graph(), flatCount: count);
        Write(context.Parameters, Flat(x));
        Write(context.Gradients, Flat(g));
        for (var slot = 0; slot < state.Length; slot++) Write(context.OptimizerState(slot), Flat(state[slot]));
        (context.State->LearningRate, context.State->GradientScale) = ((float)rate, 1);
        context.State->FirstMomentCorrection = context.State->SecondMomentCorrection = 1;
        new CpuKernelFactory(set).CompileUpdate(rule, Spans, context);
        context.Run();
        context.AssertCanaries();
        Compare(Read(context.Parameters, count), [.. state.Select((_, slot) => Read(context.OptimizerState(slot), count))], name);
    }

    private void Compare(double[] weights, double[][] states, string what)
    {
        for (var i = 0; i < x.Length; i++)
        {
            OnnxCloseness.Assert(newX[i].Data, weights[(i * Spacing)..(i * Spacing + x[i].Data.Length)], 4, what);
            for (var slot = 0; slot < state.Length; slot++)
                OnnxCloseness.Assert(newState[slot][i].Data, states[slot][(i * Spacing)..(i * Spacing + x[i].Data.Length)], 4, $"state {slot} of {what}");
        }
    }

    private static double[] Flat(OnnxTensor[] tensors) =>
        [.. tensors.SelectMany(tensor => tensor.Data.Concat(Enumerable.Repeat(0.0, Spacing - tensor.Data.Length)))];

    private static void Write(float* destination, double[] numbers)
    {
        for (var i = 0; i < numbers.Length; i++) destination[i] = (float)numbers[i];
    }

    private static double[] Read(float* source, int count)
    {
        var numbers = new double[count];
        for (var i = 0; i < count; i++) numbers[i] = source[i];
        return numbers;
    }
}
