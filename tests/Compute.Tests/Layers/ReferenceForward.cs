using TrainingService.Compute.Data;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Reference;
using TrainingService.Compute.Runtime;
using TrainingService.Compute.Specs;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Tests.Layers;

/// <summary>What layers give, in float64.</summary>
internal static class ReferenceForward
{
    /// <summary>The output of layers on some rows.</summary>
    /// <param name="input">Shape of one row.</param>
    /// <param name="x">The rows.</param>
    /// <param name="layers">The layers.</param>
    /// <param name="lengths">Real steps of each row.</param>
    /// <param name="parameters">Parameters by number; by themselves they are random, the same for the same number and count.</param>
    public static (double[] Values, int[] Shape) Run(int[] input, double[] x, LayerSpec[] layers, int[]? lengths = null, Func<ParameterInfo, double[]>? parameters = null)
    {
        var network = Compile(input, layers, out var errors, lengths is not null) ?? throw new InvalidOperationException(string.Join("\n", errors));
        var rows = x.Length / input.Aggregate(1, (product, size) => product * size);
        var forward = ForwardGraph.Build(network, rows, training: false);
        var bindings = new Dictionary<ValueId, double[]> { [forward.Inputs[0].Value] = x };
        if (forward.Inputs[0].Lengths is { } id) bindings[id] = [.. lengths!.Select(steps => (double)steps)];
        foreach (var parameter in network.Parameters)
            bindings[forward.Parameters[parameter.Number]] = (parameters ?? Parameter)(parameter);
        return (ReferenceInterpreter.Run(forward.Graph, bindings)[forward.Outputs[0]], [rows, .. network.OutputShape]);
    }

    /// <summary>The network of some layers, or null with what is wrong.</summary>
    public static Network? Compile(int[] input, LayerSpec[] layers, out List<SpecError> errors, bool withLengths = false)
    {
        errors = [];
        return new NetworkCompiler([new FieldSchema("input", FieldKind.Floats, input) { HasLengths = withLengths }], errors).Compile(layers);
    }

    /// <summary>Random numbers for a parameter.</summary>
    public static double[] Parameter(ParameterInfo parameter) => Numbers((int)parameter.Count, (uint)parameter.Number);

    /// <summary>Random numbers.</summary>
    public static double[] Numbers(int count, uint stream = 100)
    {
        var floats = new float[count];
        RandomFill.Normal(floats, 0, 0.8, 17, stream);
        return [.. floats.Select(f => (double)f)];
    }
}
