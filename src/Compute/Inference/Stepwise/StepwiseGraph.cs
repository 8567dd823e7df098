using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Passes;
using TrainingService.Compute.Planning;

namespace TrainingService.Compute.Inference.Stepwise;

/// <summary>
/// A decoder's network in two parts: what does not depend on the tokens (the encoder), run once, and one step of what does, run for each token with its
/// states and the keys and values so far as inputs.
/// </summary>
/// <param name="Once">The first part; null when everything depends on the tokens. Its outputs are what the fields take from it.</param>
/// <param name="Step">One step. Its first field is the token, its first output the scores of the next one.</param>
/// <param name="Fields">What a step reads besides the token, in the order of its fields.</param>
/// <param name="OnceResults">The outputs of <paramref name="Once"/>.</param>
/// <param name="StepResults">The outputs of <paramref name="Step"/> behind the scores.</param>
internal sealed record StepwiseGraph(
    StepGraph? Once, StepGraph Step, IReadOnlyList<StepField> Fields, IReadOnlyList<StepResult> OnceResults, IReadOnlyList<StepResult> StepResults)
{
    /// <summary>The two parts for a number of rows; null when some layer needs to see all positions at once (convolutions, poolings, reverse directions).</summary>
    /// <param name="network">A network with one output [steps, vocabulary].</param>
    /// <param name="decoderField">The input that holds the tokens.</param>
    /// <param name="batch">Rows.</param>
    public static StepwiseGraph? For(Network network, int decoderField, int batch)
    {
        var forward = ForwardGraph.Build(network, batch, training: false);
        forward.Graph.HasFixedWeights = true;
        var input = forward.Inputs[decoderField];
        var steps = network.Inputs[decoderField].Shape[0];
        var output = forward.Outputs[0];
        if (forward.Outputs.Count != 1 || steps < 2 || forward.Graph[output].Shape is not { Rank: 3 } shape || shape[1] != steps) return null;
        var depends = new TokenDependence(forward.Graph, [input.Value, .. input.Lengths is { } lengths ? [lengths] : Array.Empty<ValueId>()], output);
        var maker = new StepMaker(forward.Graph, depends, batch, steps);
        return maker.Make(input, output) is { } step ? Assemble(forward, depends, maker, step, batch) : null;
    }

    private static StepwiseGraph? Assemble(ForwardGraph forward, TokenDependence depends, StepMaker maker, ValueId scores, int batch)
    {
        IReadOnlyList<StepResult> once = maker.FromOnce;
        foreach (var result in once) forward.Graph.Keep(result.Value);
        Node[] nodes = [.. depends.NodesFor(once.Select(result => result.Value))];
        if (once.Count > 0 && nodes.Length == 0) return null;
        var step = maker.Graph;
        step.Keep(scores);
        foreach (var result in maker.Results) step.Keep(result.Value);
        return new StepwiseGraph(
            once.Count == 0 ? null : new StepGraph(Fusion.Apply(forward.Graph.WithNodes(nodes)), [.. forward.Inputs.Where(input => !depends.On(input.Value))], Outputs(once), batch),
            new StepGraph(Fusion.Apply(step), maker.Inputs, [Output(scores, step[scores].Shape[2]), .. Outputs(maker.Results)], batch),
            maker.Fields,
            once,
            maker.Results);
    }

    private static IReadOnlyList<StepOutput> Outputs(IReadOnlyList<StepResult> results) => [.. results.Select(result => Output(result.Value, result.Count))];

    private static StepOutput Output(ValueId value, int count) => new(new ValueId(-1), new ValueId(-1), new ValueId(-1), value, 1, count);
}
