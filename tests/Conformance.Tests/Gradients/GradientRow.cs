using TrainingService.Compute.Graphs;
using TrainingService.Conformance.Tests.Ops;

namespace TrainingService.Conformance.Tests.Gradients;

/// <summary>Which value of the forward op a gradient op reads.</summary>
public enum Reads
{
    /// <summary>The gradient of the output.</summary>
    OutputGradient,

    /// <summary>The first input.</summary>
    First,

    /// <summary>The second input.</summary>
    Second,

    /// <summary>The output.</summary>
    Output,
}

/// <summary>A forward op and the op that is said to be its gradient for one input.</summary>
/// <param name="Forward">The forward op's case.</param>
/// <param name="Input">The input whose gradient it is.</param>
/// <param name="Gradient">The gradient op.</param>
/// <param name="Reads">Its inputs.</param>
public sealed record GradientRow(OpCase Forward, int Input, Op Gradient, params Reads[] Reads)
{
    /// <summary>Unique.</summary>
    public string Name => $"{Forward.Name} / {Gradient.GetType().Name}";

    /// <summary>The gradient op as a case of its own.</summary>
    public OpCase GradientCase => new(
        Name,
        Gradient,
        [.. Reads.Select(read => read switch
        {
            Gradients.Reads.First => Forward.Inputs[0] with { IsParameter = false },
            Gradients.Reads.Second => Forward.Inputs[1],
            _ => new CaseInput(Forward.Outputs[0].Shape),
        })],
        [new(Forward.Inputs[Input].Shape)]);

    /// <summary>The gradient op's inputs.</summary>
    public double[][] GradientData(double[][] data, double[] output, double[] outputGradient) => [.. Reads.Select(read => read switch
    {
        Gradients.Reads.First => data[0],
        Gradients.Reads.Second => data[1],
        Gradients.Reads.Output => output,
        _ => outputGradient,
    })];
}
