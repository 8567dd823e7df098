using TrainingService.Compute.Data;
using TrainingService.Compute.Inference;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Training.Scoring;

namespace TrainingService.Compute.Training;

/// <summary>Lets the trained network write the texts of the test part by itself and scores them. Begun anew when a run is taken up again.</summary>
internal sealed unsafe class TestWriting : IDisposable
{
    private readonly Predictor predictor;
    private readonly SequenceDecoder decoder;
    private readonly RowCopies rows;
    private readonly FieldSchema target;
    private readonly FieldData labels;
    private readonly int steps;

    /// <summary>Copies the weights into a network that is asked.</summary>
    public TestWriting(RunPlan plan, DataPart test, IReadOnlyList<FieldScaling?> scaling, Func<int, float[]> weights, int threads)
    {
        var schema = plan.Data.Schema;
        var field = plan.Losses[0].Target;
        (target, labels) = (schema.Fields[field], test.Fields[field]);
        var decoderField = schema.IndexOf(target.Written!.Decoder);
        steps = schema.Fields[decoderField].Shape[0];
        var tensors = plan.Network.Parameters.ToDictionary(parameter => parameter.Name, parameter => new Tensor(parameter.Shape, weights(parameter.Number)));
        var model = new TrainedModel(plan.Spec, schema, tensors, new Dictionary<string, string>());
        predictor = new Predictor(model, [.. scaling.Take(schema.Inputs.Count)], new ComputeOptions { Threads = threads }, target.Written.Decoder);
        decoder = new SequenceDecoder(predictor.Tokens);
        rows = new RowCopies(schema.Inputs, test, decoderField);
        Scores = new GeneratedScores(plan.Outputs[0].Metrics);
    }

    /// <summary>What was scored so far.</summary>
    public GeneratedScores Scores { get; }

    /// <summary>Bytes allocated.</summary>
    public long AllocatedBytes => predictor.AllocatedBytes;

    /// <summary>Writes the texts of some rows of the test part and scores them.</summary>
    public void Write(int[] which)
    {
        var inputs = rows.For(which, new int[which.Length * steps], 1);
        var written = decoder.Decode(inputs, new DecodingOptions(target.Written!.BeginId, target.Written.EndId));
        for (var i = 0; i < which.Length; i++) Scores.Add(written[i][0].Tokens, Wanted(which[i]));
    }

    /// <inheritdoc/>
    public void Dispose() => predictor.Dispose();

    private List<int> Wanted(int row)
    {
        var wanted = new List<int>();
        foreach (var label in new ReadOnlySpan<int>((int*)labels.Values + (long)row * target.Count, target.Count))
        {
            if (label < 0 || label == target.Written!.EndId) break;
            wanted.Add(label);
        }

        return wanted;
    }
}
