using TrainingService.Compute.Data;
using TrainingService.Compute.Inference;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Metrics;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Tests.Training;

/// <summary>Runs whose test part is written by the network itself: sequences of two to four tokens are to be said backwards.</summary>
public sealed class TestWritingTests
{
    private const int Steps = 4;
    private const int Rows = 90;
    private const int Begin = 2;
    private const int End = 3;

    private static readonly Dataset Data = Make();

    [Fact]
    public void What_the_network_writes_is_scored_once_at_the_end_as_decoding_finds_it()
    {
        using var run = new TrainingRun(Plan(Spec()), Data);
        var (result, epochs) = Finish(run);
        var found = result.TestMetrics;
        Assert.DoesNotContain(epochs, epoch => epoch.Metrics.Keys.Any(name => name.Contains("generated", StringComparison.Ordinal)));
        Assert.True(found["test_generated_exact_match"] > 0.8, $"{found["test_generated_exact_match"]}");
        Assert.InRange(found["test_token_error_rate"], 0, 0.2);
        Assert.InRange(found["test_generated_bleu"], 0.8, 1);

        using var file = new MemoryStream();
        run.SaveModel(file);
        file.Position = 0;
        using var predictor = new Predictor(TrainedModel.Read(file), [null, null], decoderField: "decoder");
        var written = new SequenceDecoder(predictor.WholeTokens).Decode(Data.Test, new DecodingOptions(Begin, End));
        Assert.Equal(written.Index().Count(row => row.Item[0].Tokens.SequenceEqual(Words(row.Index).Reverse())) / (double)Rows, found["test_generated_exact_match"], 1e-12);
    }

    [Fact]
    public void A_run_interrupted_while_it_writes_ends_with_the_same_scores()
    {
        var plan = Plan(Spec() with { Training = new TrainingSpec { Epochs = 2, BatchSize = new BatchSize(32) } });
        using var unbroken = new TrainingRun(plan, Data);
        var expected = Finish(unbroken).Result;
        var run = new TrainingRun(plan, Data);
        while (true)
        {
            if (run.Advance().Result is { } result)
            {
                Assert.Equal(expected.TestMetrics, result.TestMetrics);
                run.Dispose();
                return;
            }

            using var state = new MemoryStream();
            run.Save(state);
            if (run.EpochsDone < 2) continue;
            run.Dispose();
            state.Position = 0;
            run = new TrainingRun(plan, Data);
            run.Restore(state);
            if (run.Advance().Result is { } early)
            {
                Assert.Equal(expected.TestMetrics, early.TestMetrics);
                run.Dispose();
                return;
            }
        }
    }

    [Fact]
    public void The_plan_states_the_memory_of_writing_too()
    {
        var plan = Plan(Spec() with { Training = new TrainingSpec { Epochs = 1, BatchSize = new BatchSize(32) } });
        using var run = new TrainingRun(plan, Data);
        Finish(run);
        Assert.Equal(plan.Describe().Memory.Total, run.AllocatedBytes);
    }

    [Fact]
    public void Targets_that_are_no_text_are_refused()
    {
        var errors = new List<SpecError>();
        RunPlan.Compile(Support.Make.Spec(new DenseLayer { Units = 4 }) with { Metrics = [new TokenErrorRateMetric()] }, Support.Make.Stripes().Description, errors);
        Assert.Equal("#/metrics/0", Assert.Single(errors).Pointer);
    }

    private static RunSpec Spec() => Support.Make.Spec(
        new EmbeddingLayer { Inputs = ["input"], VocabularySize = 9, Units = 12, PaddingId = 0 },
        new GruLayer { Id = "encoder", Units = 32, ReturnSequences = true },
        new EmbeddingLayer { Id = "said", Inputs = ["decoder"], VocabularySize = 9, Units = 12, PaddingId = 0 },
        new GruLayer { Id = "decoding", Inputs = ["said", "encoder.state"], Units = 32, ReturnSequences = true },
        new MultiHeadAttentionLayer { Id = "read", Inputs = ["decoding", "encoder"] },
        new ConcatLayer { Inputs = ["decoding", "read"] },
        new DenseLayer { Units = 9, PerPosition = true }) with
    {
        Dataset = new DatasetSpec { Name = "backwards" },
        Metrics = [new ExactMatchMetric { Generated = true }, new BleuMetric { Generated = true }, new TokenErrorRateMetric()],
        Training = new TrainingSpec { Epochs = 40, BatchSize = new BatchSize(16) },
    };

    private static RunPlan Plan(RunSpec spec) => Support.Make.Plan(spec, Data);

    private static (RunResult Result, List<EpochReport> Epochs) Finish(TrainingRun run)
    {
        var epochs = new List<EpochReport>();
        while (true)
        {
            var advance = run.Advance();
            if (advance.Epoch is { } epoch) epochs.Add(epoch);
            if (advance.Result is { } result) return (result, epochs);
        }
    }

    private static int[] Words(int row) => [.. Enumerable.Range(0, 2 + row % 3).Select(i => 4 + (row * 3 + i * i + row / 7 * i) % 5)];

    private static Dataset Make()
    {
        var schema = new DataSchema(
            [
                new FieldSchema("input", FieldKind.Tokens, [Steps]) { Classes = 9, HasLengths = true },
                new FieldSchema("decoder", FieldKind.Tokens, [Steps + 1]) { Classes = 9, HasLengths = true },
            ],
            [new FieldSchema("target", FieldKind.Labels, [Steps + 1]) { Classes = 9, Written = new WrittenText("decoder", Begin, End) }]);
        var (input, decoder, target) = (new int[Rows * Steps], new int[Rows * (Steps + 1)], new int[Rows * (Steps + 1)]);
        Array.Fill(target, -1);
        for (var row = 0; row < Rows; row++)
        {
            var words = Words(row);
            words.CopyTo(input, row * Steps);
            int[] said = [Begin, .. words.Reverse()], next = [.. words.Reverse(), End];
            said.CopyTo(decoder, row * (Steps + 1));
            next.CopyTo(target, row * (Steps + 1));
        }

        int[] lengths = [.. Enumerable.Range(0, Rows).Select(row => Words(row).Length)];
        var part = new DataPart(
            Rows, [new ArrayField<int>(input, lengths), new ArrayField<int>(decoder, lengths.Select(length => length + 1).ToArray()), new ArrayField<int>(target)]);
        return new Dataset(new DataDescription("backwards", new string('d', 64), schema, Rows, Rows, null), part, part)
        {
            Prepared = new PreparedRows(null, null, null, [null, null, null]),
        };
    }
}
