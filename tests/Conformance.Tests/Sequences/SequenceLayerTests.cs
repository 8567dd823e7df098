using TrainingService.Compute.Data;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Ops.Losses;
using TrainingService.Compute.Planning;
using TrainingService.Compute.Reference;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Validation;

namespace TrainingService.Conformance.Tests.Sequences;

/// <summary>Whole networks of sequence layers: their gradients against slopes, and the compiled step against the reference.</summary>
public sealed class SequenceLayerTests
{
    private const double Epsilon = 1e-6;

    public static TheoryData<string> Networks => [.. SequenceNetworks.Names];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_parameter_gradient_equals_the_slope_of_the_loss(string name)
    {
        var (step, bindings) = Reference(name);
        var values = ReferenceInterpreter.Run(step.Graph, bindings);
        double Loss() => ReferenceInterpreter.Run(step.Graph, bindings)[step.RowLoss].Average();
        foreach (var gradient in Gradients(step.Graph))
        {
            var parameter = step.Graph.Values.First(v => v.Kind == ValueKind.Parameter && v.Parameter == step.Graph[gradient].Parameter).Id;
            var data = bindings[parameter];
            for (var i = 0; i < data.Length; i += 1 + (data.Length / 5))
            {
                var at = data[i];
                data[i] = at + Epsilon;
                var above = Loss();
                data[i] = at - Epsilon;
                var slope = (above - Loss()) / (2 * Epsilon);
                data[i] = at;
                var ours = values[gradient][i];
                Assert.True(Math.Abs(ours - slope) <= 1e-6 + (1e-3 * Math.Abs(slope)), $"parameter {step.Graph[gradient].Parameter}[{i}]: {ours}, slope {slope}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_compiled_step_computes_the_reference_s_gradients_the_same_on_any_number_of_threads(string name)
    {
        var (step, bindings) = Reference(name);
        var values = ReferenceInterpreter.Run(step.Graph, bindings);
        var one = Step(name, 1);
        foreach (var threads in new[] { 2, 5 })
        {
            foreach (var (expected, actual) in one.Zip(Step(name, threads))) Assert.Equal(expected, actual);
        }

        foreach (var gradient in Gradients(step.Graph))
        {
            var (expected, actual) = (values[gradient], one[step.Graph[gradient].Parameter]);
            var scale = expected.Max(Math.Abs) + 1e-5;
            for (var i = 0; i < actual.Length; i++)
                Assert.True(Math.Abs(actual[i] - expected[i]) <= 2e-4 * scale, $"parameter {step.Graph[gradient].Parameter}[{i}]: {actual[i]}, not {expected[i]}");
        }
    }

    [Fact]
    public void First_states_of_another_size_are_reported()
    {
        var layers = SequenceNetworks.Translation(6, 2);
        layers[3] = new Contracts.Specs.Layers.GruLayer { Id = "decoder", Inputs = ["words", "encoder.state"], Units = 6, ReturnSequences = true };
        var errors = new List<SpecError>();
        Assert.Null(new NetworkCompiler(SequenceNetworks.SchemaOf("translation").Inputs, errors).Compile(layers));
        var error = Assert.Single(errors);
        Assert.Equal("#/model/layers/3/inputs", error.Pointer);
        Assert.Contains("[12]", error.Detail, StringComparison.Ordinal);
        Assert.Contains("[6]", error.Expected, StringComparison.Ordinal);
    }

    private static (StepGraph Step, Dictionary<ValueId, double[]> Bindings) Reference(string name)
    {
        var (data, network) = (SequenceNetworks.DataOf(name), Network(name));
        var schema = data.Description.Schema;
        var step = StepGraph.Build(
            network, schema, [new Objective(schema.Inputs.Count, training => new SoftmaxCrossEntropyOp(training))], data.Training.Rows, training: true, fuse: false);
        var bindings = new Dictionary<ValueId, double[]>();
        foreach (var field in step.Fields)
        {
            bindings[field.Value] = Numbers(data.Training.Fields[field.Field]);
            if (field.Lengths is { } lengths) bindings[lengths] = Lengths(data.Training.Fields[field.Field], data.Training.Rows);
        }

        foreach (var parameter in network.Parameters)
        {
            var floats = new float[parameter.Count];
            Initialization.Fill(floats, parameter, 0);
            bindings[step.Graph.Values.First(v => v.Kind == ValueKind.Parameter && v.Parameter == parameter.Number).Id] = [.. floats.Select(f => (double)f)];
        }

        return (step, bindings);
    }

    /// <summary>The gradients of one training step on all rows.</summary>
    private static float[][] Step(string name, int threads)
    {
        var data = SequenceNetworks.DataOf(name);
        var spec = new RunSpec
        {
            Dataset = new DatasetSpec { Name = "made up" },
            Model = new ModelSpec { Layers = SequenceNetworks.LayersOf(name) },
            Loss = new CrossEntropyLoss(),
            Training = new TrainingSpec { Epochs = 1, BatchSize = new BatchSize(data.Training.Rows) },
            Seed = 0,
        };
        var errors = new List<SpecError>();
        var plan = RunPlan.Compile(spec, data.Description, errors);
        Assert.True(plan is not null, string.Join("\n", errors));
        using var run = new TrainingRun(plan, data, new ComputeOptions { Threads = threads });
        run.Advance();
        return [.. plan.Network.Parameters.Select(parameter => run.Gradient(parameter.Number).ToArray())];
    }

    private static Network Network(string name)
    {
        var errors = new List<SpecError>();
        var network = new NetworkCompiler(SequenceNetworks.SchemaOf(name).Inputs, errors).Compile(SequenceNetworks.LayersOf(name));
        Assert.True(network is not null, string.Join("\n", errors));
        return network;
    }

    private static IEnumerable<ValueId> Gradients(Graph graph)
    {
        // Of a parameter used in several places the last value is the sum.
        return graph.Nodes.SelectMany(node => node.Outputs).Where(id => graph[id].Kind == ValueKind.ParameterGradient).GroupBy(id => graph[id].Parameter).Select(group => group.Last());
    }

    private static double[] Numbers(FieldData field) => field switch
    {
        ArrayField<float> floats => [.. floats.Memory.ToArray().Select(value => (double)value)],
        ArrayField<int> ints => [.. ints.Memory.ToArray().Select(value => (double)value)],
        _ => throw new ArgumentException("Of another type.", nameof(field)),
    };

    private static unsafe double[] Lengths(FieldData field, int rows) => [.. new ReadOnlySpan<int>(field.Lengths, rows).ToArray().Select(value => (double)value)];
}
