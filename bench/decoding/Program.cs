using System.Diagnostics;
using System.Globalization;
using TrainingService.Compute.Data;
using TrainingService.Compute.Inference;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Validation;

namespace TrainingService.Bench.Decoding;

/// <summary>
/// Times the writing of sequences by networks of the sizes of examples/datasets (weights as they start, so nearly all sequences reach the greatest
/// length): step by step, and with the whole network run for each token. <c>dotnet run --project bench/decoding -- [gru|transformer] [--beams N]</c>.
/// </summary>
internal static class Program
{
    private const int Rows = 64;
    private const int Source = 20;
    private const int Steps = 24;
    private const int Vocabulary = 43;

    private static void Main(string[] arguments)
    {
        var beams = Array.IndexOf(arguments, "--beams") is >= 0 and var i ? int.Parse(arguments[i + 1], CultureInfo.InvariantCulture) : 1;
        using var predictor = new Predictor(Model(arguments.Contains("transformer") ? Transformer() : Gru()), [null, null], new ComputeOptions { Threads = 1 }, "decoder");
        var rows = Data(Rows);
        var options = new DecodingOptions(2, 3) { BeamWidth = beams };
        foreach (var (name, network) in new (string, INextTokens)[] { ("whole", predictor.WholeTokens), ("steps", predictor.Tokens), ("whole", predictor.WholeTokens), ("steps", predictor.Tokens) })
        {
            var decoder = new SequenceDecoder(network);
            var tokens = decoder.Decode(rows, options).Sum(row => row[0].Tokens.Count);
            var best = double.PositiveInfinity;
            for (var run = 0; run < 5; run++)
            {
                var start = Stopwatch.GetTimestamp();
                decoder.Decode(rows, options);
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {best * 1e3,8:F1} ms for {Rows} rows of {beams} beam(s), {tokens / best,9:F0} tokens/s"));
        }
    }

    /// <summary>The network of examples/datasets/cmudict-g2p.json.</summary>
    private static LayerSpec[] Gru() =>
    [
        new EmbeddingLayer { Inputs = ["input"], VocabularySize = Vocabulary, Units = 48, PaddingId = 0 },
        new GruLayer { Id = "encoder", Units = 96, Direction = RecurrentDirection.Both, ReturnSequences = true },
        new EmbeddingLayer { Inputs = ["decoder"], Id = "said", VocabularySize = Vocabulary, Units = 48, PaddingId = 0 },
        new GruLayer { Id = "decoding", Inputs = ["said"], Units = 128, ReturnSequences = true },
        new MultiHeadAttentionLayer { Id = "read", Inputs = ["decoding", "encoder"] },
        new ConcatLayer { Inputs = ["decoding", "read"] },
        new DenseLayer { Units = 128, Activation = Activation.Tanh, PerPosition = true },
        new DenseLayer { Units = Vocabulary, PerPosition = true },
    ];

    private static LayerSpec[] Transformer() =>
    [
        new EmbeddingLayer { Inputs = ["input"], VocabularySize = Vocabulary, Units = 64, PaddingId = 0 },
        new PositionalEncodingLayer(),
        new TransformerEncoderLayer { Id = "encoder", Heads = 4, Layers = 2 },
        new EmbeddingLayer { Inputs = ["decoder"], VocabularySize = Vocabulary, Units = 64, PaddingId = 0 },
        new PositionalEncodingLayer { Id = "said" },
        new TransformerDecoderLayer { Inputs = ["said", "encoder"], Heads = 4, Layers = 2 },
        new DenseLayer { Units = Vocabulary, PerPosition = true },
    ];

    private static TrainedModel Model(LayerSpec[] layers)
    {
        var schema = new DataSchema(
            [new FieldSchema("input", FieldKind.Tokens, [Source]) { Classes = Vocabulary, HasLengths = true }, new FieldSchema("decoder", FieldKind.Tokens, [Steps]) { Classes = Vocabulary, HasLengths = true }],
            [new FieldSchema("target", FieldKind.Labels, [Steps]) { Classes = Vocabulary }]);
        var data = Data(4);
        var dataset = new Dataset(new DataDescription("decoding", new string('e', 64), schema, 4, 4, null), data, data) { Prepared = new PreparedRows(null, null, null, [null, null, null]) };
        var spec = new RunSpec { Dataset = new DatasetSpec { Name = "decoding" }, Model = new ModelSpec { Layers = layers }, Loss = new CrossEntropyLoss() };
        var errors = new List<SpecError>();
        var plan = RunPlan.Compile(spec, dataset.Description, errors) ?? throw new InvalidOperationException(string.Join('\n', errors));
        using var run = new TrainingRun(plan, dataset, new ComputeOptions { Threads = 1 });
        using var file = new MemoryStream();
        run.SaveModel(file);
        file.Position = 0;
        return TrainedModel.Read(file);
    }

    private static DataPart Data(int rows)
    {
        int[] Tokens(int steps) => [.. Enumerable.Range(0, rows * steps).Select(i => 4 + i * 7919 % (Vocabulary - 4))];
        int[] lengths = [.. Enumerable.Range(0, rows).Select(row => Source - row % 8)];
        return new DataPart(rows, [new ArrayField<int>(Tokens(Source), lengths), new ArrayField<int>(Tokens(Steps), lengths), new ArrayField<int>(Tokens(Steps))]);
    }
}
