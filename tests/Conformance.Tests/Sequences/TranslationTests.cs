using TrainingService.Compute.Data;
using TrainingService.Compute.Inference;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Specs.Optimizers;
using TrainingService.Contracts.Validation;

namespace TrainingService.Conformance.Tests.Sequences;

/// <summary>Sequence to sequence from training with teacher forcing to decoding: four tokens are to be said backwards.</summary>
public sealed class TranslationTests
{
    private const int Tokens = 4;
    private const int Begin = 0;
    private const int End = 6;
    private static readonly DataSchema Schema = new(
        [new FieldSchema("source", FieldKind.Tokens, [Tokens]) { Classes = 7 }, new FieldSchema("so_far", FieldKind.Tokens, [Tokens + 1]) { Classes = 7 }],
        [new FieldSchema("next", FieldKind.Labels, [Tokens + 1]) { Classes = 7 }]);

    public static TheoryData<string> Models => ["attention", "state only", "transformer"];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_network_learns_to_reverse_sequences_it_has_not_seen(string model)
    {
        LayerSpec[] layers = model == "attention" ? SequenceNetworks.Translation(24, 1)
            : model == "transformer" ? SequenceNetworks.Transformer(32, 4, Activation.Relu) :
        [
            new EmbeddingLayer { Inputs = ["source"], VocabularySize = 7, Units = 16 },
            new LstmLayer { Id = "encoder", Units = 32 },
            new EmbeddingLayer { Id = "words", Inputs = ["so_far"], VocabularySize = 7, Units = 16 },
            new LstmLayer { Inputs = ["words", "encoder.state", "encoder.cell"], Units = 32, ReturnSequences = true },
            new DenseLayer { Units = 7, PerPosition = true },
        ];
        var data = new Dataset(new DataDescription("reverse", new string('b', 64), Schema, 500, 125, null), Part(row => row % 5 != 0), Part(row => row % 5 == 0))
        {
            Prepared = new PreparedRows(null, null, null, [null, null, null]),
        };
        var (trained, scaling) = Train(layers, data);
        using var predictor = new Predictor(trained, scaling, decoderField: "so_far");
        Assert.True(predictor.IsStepwise);
        var decoder = new SequenceDecoder(predictor.Tokens);
        var whole = new SequenceDecoder(predictor.WholeTokens);
        var sources = ((ArrayField<int>)data.Test.Fields[0]).Memory.ToArray();
        foreach (var width in new[] { 1, 3 })
        {
            var found = decoder.Decode(data.Test, new DecodingOptions(Begin, End) { BeamWidth = width });
            var right = found.Index().Count(row => row.Item[0].Tokens.SequenceEqual(sources.Skip(row.Index * Tokens).Take(Tokens).Reverse()));
            Assert.True(right >= 0.9 * data.Test.Rows, $"{right} of {data.Test.Rows} with beam {width}");

            // Step by step or whole each time: the same sequences, with the same probabilities up to rounding.
            foreach (var (steps, again) in found.Zip(whole.Decode(data.Test, new DecodingOptions(Begin, End) { BeamWidth = width })))
            {
                Assert.Equal(again.Select(sequence => sequence.Tokens), steps.Select(sequence => sequence.Tokens));
                Assert.All(again.Zip(steps), pair => Assert.Equal(pair.First.LogProbability, pair.Second.LogProbability, 1e-4));
            }
        }
    }

    private static (TrainedModel Model, IReadOnlyList<FieldScaling?> Scaling) Train(LayerSpec[] layers, Dataset data)
    {
        var spec = new RunSpec
        {
            Dataset = new DatasetSpec { Name = "reverse" },
            Model = new ModelSpec { Layers = layers },
            Loss = new CrossEntropyLoss(),
            Optimizer = new AdamOptimizer { LearningRate = 0.01 },
            Training = new TrainingSpec { Epochs = 40, BatchSize = new BatchSize(25) },
            Seed = 1,
        };
        var errors = new List<SpecError>();
        var plan = RunPlan.Compile(spec, data.Description, errors);
        Assert.True(plan is not null, string.Join("\n", errors));
        using var run = new TrainingRun(plan, data, new ComputeOptions { Threads = 1 });
        while (run.Advance().Result is null)
        {
        }

        using var file = new MemoryStream();
        run.SaveModel(file);
        file.Position = 0;
        return (TrainedModel.Read(file), [null, null]);
    }

    /// <summary>All sequences of tokens 1 to 5 that are chosen: what is read, what was said so far (begin first), what is to be said next (end last).</summary>
    private static DataPart Part(Func<int, bool> chosen)
    {
        List<int> sources = [], soFar = [], next = [];
        for (var row = 0; row < 625; row++)
        {
            if (!chosen(row * 7919 % 625)) continue;
            int[] source = [1 + (row % 5), 1 + (row / 5 % 5), 1 + (row / 25 % 5), 1 + (row / 125)];
            sources.AddRange(source);
            soFar.AddRange([Begin, .. source.Reverse()]);
            next.AddRange([.. source.Reverse(), End]);
        }

        return new DataPart(sources.Count / Tokens, [new ArrayField<int>(sources.ToArray()), new ArrayField<int>(soFar.ToArray()), new ArrayField<int>(next.ToArray())]);
    }
}
