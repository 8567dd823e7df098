using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using TrainingService.Contracts.Predictions;

namespace TrainingService.Integration.Tests.Runs;

/// <summary>Kinds of tasks beside tables, from files to answers in one real process: boxes, several labels at once, auto-encoders, de-noising, written texts.</summary>
public sealed class TaskTests : EmbeddedServiceTest
{
    [Fact]
    public async Task A_box_around_a_bright_patch_is_found_in_pixels()
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            List<string> images = [], boxes = [];
            for (var i = 0; i < 240; i++)
            {
                var (left, top, width, height) = Patch(i);
                await WriteAsync(zip, $"images/{i:000}.png", Png(i));
                images.Add(Invariant($$"""{"id":{{i}},"file_name":"{{i:000}}.png","width":16,"height":16}"""));
                boxes.Add(Invariant($$"""{"id":{{i}},"image_id":{{i}},"category_id":1,"bbox":[{{left}},{{top}},{{width}},{{height}}]}"""));
            }

            var document = $$"""{"images":[{{string.Join(',', images)}}],"annotations":[{{string.Join(',', boxes)}}],"categories":[{"id":1,"name":"patch"}]}""";
            await WriteAsync(zip, "boxes.json", Encoding.UTF8.GetBytes(document));
        }

        await UploadAsync("patches", "patches.zip", new ByteArrayContent(archive.ToArray()));
        var run = await TrainAsync("""
            {
              "dataset": { "name": "patches", "target": "boxes", "test": { "fraction": 0.2 } },
              "model": { "layers": [
                { "type": "conv2d", "filters": 8, "kernel_size": 3, "padding": "same", "activation": "relu" }, { "type": "max_pool2d" },
                { "type": "dense", "units": 64, "activation": "relu" },
                { "type": "dense", "units": 4, "bias_initializer": { "type": "constant", "value": 6 } } ] },
              "loss": { "type": "giou", "smooth_l1": 0.05 }, "metrics": ["box_iou"],
              "optimizer": { "type": "adam", "learning_rate": 0.003 }, "training": { "epochs": 60, "batch_size": 16 }
            }
            """);
        Assert.InRange(run.Result!.TestMetrics["test_box_iou"], 0.7, 1);
        var answer = await PredictAsync(run.Id, $$"""{"rows":[{"image":"{{Convert.ToBase64String(Png(1000))}}"}]}""");
        var box = Assert.Single(answer.Predictions[0].Boxes!);
        var (x, y, w, h) = Patch(1000);
        Assert.True(Overlap(box, x, y, w, h) > 0.5, $"{box} for {(x, y, w, h)}");
        var samples = await SamplesAsync(run.Id, "count=100&order=worst");
        Assert.Equal(["image"], samples.ImageColumns);
        Assert.All(samples.Items, sample =>
        {
            var ((row, truth), found) = ((sample.Row, Assert.Single(sample.Truth!.Boxes!)), Assert.Single(sample.Prediction.Boxes!));
            Assert.Equal((Patch(row), "patch"), (((int)truth.X, (int)truth.Y, (int)truth.Width, (int)truth.Height), truth.Class));
            Assert.Equal(Overlap(found, truth.X, truth.Y, truth.Width, truth.Height), found.Iou!.Value, 9);
            Assert.Equal(1 - found.Iou.Value, sample.Miss!.Value, 9);
            Assert.Equal(new ImageFrame("image", 16, 16, new BoxPrediction(0, 0, 16, 16)), sample.Frame);
        });
        Assert.Equal(run.Result.TestMetrics["test_box_iou"], samples.Items.Average(sample => sample.Prediction.Boxes![0].Iou!.Value), 5);
        Assert.Equal(samples.Items.Select(sample => sample.Miss).OrderDescending(), samples.Items.Select(sample => sample.Miss));
    }

    [Fact]
    public async Task Several_labels_at_once_are_learned_and_each_has_its_probability()
    {
        var text = new StringBuilder("size,weight,tags\n");
        for (var i = 0; i < 300; i++)
        {
            var (size, weight) = (i * 37 % 100 / 100.0, i * 61 % 100 / 100.0);
            text.Append(CultureInfo.InvariantCulture, $"{size},{weight},{string.Join(';', Tags(size, weight))}\n");
        }

        await UploadAsync("things", "things.csv", text.ToString());
        var run = await TrainAsync("""
            {
              "dataset": { "name": "things", "target": "tags", "test": { "fraction": 0.2 }, "preprocessing": [{ "type": "multi_label", "columns": ["tags"] }] },
              "model": { "layers": [{ "type": "dense", "units": 16, "activation": "tanh" }, { "type": "dense", "units": 3 }] },
              "loss": "binary_cross_entropy", "metrics": ["accuracy", "f1", { "type": "f1", "average": "micro" }, "roc_auc", "exact_match"],
              "optimizer": { "type": "adam", "learning_rate": 0.02 }, "training": { "epochs": 80, "batch_size": 16 }
            }
            """);
        Assert.InRange(run.Result!.TestMetrics["test_f1_micro"], 0.9, 1);
        Assert.InRange(run.Result.TestMetrics["test_exact_match"], 0.75, 1);
        var answer = await PredictAsync(run.Id, """{"rows":[{"size":0.9,"weight":0.1},{"size":0.1,"weight":0.9}]}""");
        Assert.Equal(["large", "any heavy"], answer.Predictions.Select(p => string.Join(' ', p.Labels!.Order(StringComparer.Ordinal))));
        Assert.Equal(3, answer.Predictions[0].Probabilities!.Count);
        Assert.All((await SamplesAsync(run.Id, "count=40")).Items, sample => Assert.Equal(sample.IsRight, sample.Truth!.Labels!.ToHashSet().SetEquals(sample.Prediction.Labels!)));
    }

    [Fact]
    public async Task An_auto_encoder_gives_its_input_back_and_a_de_noiser_the_clean_one()
    {
        // Eight numbers on a line through space: two would do. The noisy column has the same with a deterministic wobble.
        var lines = new StringBuilder();
        for (var i = 0; i < 240; i++) lines.Append(Invariant($$"""{"noisy":[{{Numbers(i, 0.4)}}],"clean":[{{Numbers(i, 0)}}]}""")).Append('\n');
        await UploadAsync("waves", "waves.jsonl", lines.ToString());
        var rebuilt = await TrainAsync("""
            {
              "dataset": { "name": "waves", "features": ["clean"], "target": "noisy", "test": { "fraction": 0.2 } },
              "model": { "layers": [{ "type": "dense", "units": 16, "activation": "tanh" }, { "type": "dense", "units": 2 }, { "type": "dense", "units": 16, "activation": "tanh" }, { "type": "dense", "units": 8 }] },
              "outputs": [{ "name": "wave", "target": "input", "loss": "mse", "metrics": ["rmse", "r2"] }],
              "optimizer": { "type": "adam", "learning_rate": 0.01 }, "training": { "epochs": 100, "batch_size": 16 }
            }
            """);
        Assert.InRange(rebuilt.Result!.TestMetrics["test_wave_r2"], 0.95, 1);
        var output = (await PredictAsync(rebuilt.Id, Invariant($$"""{"rows":[{"clean":[{{Numbers(7, 0)}}]}]}"""))).Predictions[0].Output!;
        Assert.Equal(8, JsonSerializer.SerializeToElement(output).GetArrayLength());

        var cleaned = await TrainAsync("""
            {
              "dataset": { "name": "waves", "features": ["noisy"], "target": "clean", "test": { "fraction": 0.2 } },
              "model": { "layers": [{ "type": "dense", "units": 32, "activation": "tanh" }, { "type": "dense", "units": 8 }] },
              "loss": "mse", "metrics": ["rmse"], "optimizer": { "type": "adam", "learning_rate": 0.01 }, "training": { "epochs": 60, "batch_size": 16 }
            }
            """);

        // The wobble has a root mean square of 0.28.
        Assert.InRange(cleaned.Result!.TestMetrics["test_rmse"], 0, 0.15);

        // Of a de-noiser the clean one is shown, and how far off the network is; of an auto-encoder the truth is what it reads.
        var shown = await SamplesAsync(cleaned.Id, "count=100");
        Assert.All(shown.Items, sample => Assert.Equal(
            Invariant($"[{Numbers(sample.Row, 0)}]").Split(',').Length, JsonSerializer.SerializeToElement(sample.Truth!.Output).GetArrayLength()));
        Assert.Equal(cleaned.Result.TestMetrics["test_rmse"], Math.Sqrt(shown.Items.Average(sample => sample.Miss!.Value * sample.Miss.Value)), 4);
        Assert.All((await SamplesAsync(rebuilt.Id, "count=5")).Items, sample => Assert.Null(sample.Truth));
    }

    [Fact]
    public async Task A_series_is_told_by_how_it_goes()
    {
        // Three to six waves in 24 steps, or one to two, beginning anywhere.
        string Steps(int i) => string.Join(',', Enumerable.Range(0, 24).Select(k =>
            (0.8 * Math.Sin(i * 2.1 + k * (i % 2 == 0 ? 1 + i % 4 * 0.2 : 0.3 + i % 4 * 0.05))).ToString("F4", CultureInfo.InvariantCulture)));
        var lines = new StringBuilder();
        for (var i = 0; i < 300; i++) lines.Append(Invariant($$"""{"steps":[{{Steps(i)}}],"pace":"{{(i % 2 == 0 ? "fast" : "slow")}}"}""")).Append('\n');
        await UploadAsync("paces", "paces.jsonl", lines.ToString());
        var run = await TrainAsync("""
            {
              "dataset": { "name": "paces", "target": "pace", "test": { "fraction": 0.2 } },
              "model": { "layers": [{ "type": "reshape", "shape": [24, 1] }, { "type": "lstm", "units": 16 }, { "type": "dense", "units": 2 }] },
              "loss": "cross_entropy", "metrics": ["accuracy"], "optimizer": { "type": "adam", "learning_rate": 0.01 }, "training": { "epochs": 30, "batch_size": 16 }
            }
            """);
        Assert.InRange(run.Result!.TestMetrics["test_accuracy"], 0.9, 1);
        var answer = await PredictAsync(run.Id, Invariant($$"""{"rows":[{"steps":[{{Steps(1000)}}]},{"steps":[{{Steps(1001)}}]}]}"""));
        Assert.Equal(["fast", "slow"], answer.Predictions.Select(p => p.Class));
    }

    [Fact]
    public async Task Texts_that_the_network_writes_by_itself_are_scored_and_asked_for()
    {
        var text = new StringBuilder("word\tbackwards\n");
        for (var i = 0; i < 600; i++) text.Append(CultureInfo.InvariantCulture, $"{Word(i)}\t{string.Concat(Word(i).Reverse())}\n");
        await UploadAsync("words", "words.tsv", text.ToString());
        var run = await TrainAsync("""
            {
              "dataset": { "name": "words", "features": ["word"], "target": "backwards", "test": { "fraction": 0.1 },
                           "preprocessing": [{ "type": "tokenize", "columns": ["word", "backwards"], "level": "char" }] },
              "model": { "layers": [
                { "type": "embedding", "inputs": ["input"], "vocabulary_size": 9, "units": 16, "padding_id": 0 },
                { "type": "lstm", "id": "encoder", "units": 48 },
                { "type": "embedding", "id": "said", "inputs": ["decoder"], "vocabulary_size": 9, "units": 16, "padding_id": 0 },
                { "type": "lstm", "inputs": ["said", "encoder.state", "encoder.cell"], "units": 48, "return_sequences": true },
                { "type": "dense", "units": 9, "per_position": true } ] },
              "loss": "cross_entropy", "metrics": ["perplexity", "bleu", { "type": "bleu", "generated": true }, { "type": "exact_match", "generated": true }, "token_error_rate"],
              "optimizer": { "type": "adam", "learning_rate": 0.01 }, "training": { "epochs": 30, "batch_size": 32 }
            }
            """);
        var scores = run.Result!.TestMetrics;
        Assert.InRange(scores["test_generated_exact_match"], 0.8, 1);
        Assert.InRange(scores["test_token_error_rate"], 0, 0.1);
        Assert.InRange(scores["test_generated_bleu"], 0.8, 1);
        Assert.InRange(scores["test_bleu"], 0.8, 1);
        var answer = await PredictAsync(run.Id, """{"rows":[{"word":"abcd"},{"word":"edcb"}],"generation":{"beams":3}}""");
        Assert.Equal(["dcba", "bcde"], answer.Predictions.Select(p => p.Text));
        Assert.Equal(3, answer.Predictions[0].Candidates!.Count);

        // The decoder is not told what it is to say.
        var samples = await SamplesAsync(run.Id, "count=40");
        Assert.All(samples.Items, sample => Assert.Equal(string.Concat(sample.Inputs["word"].GetString()!.Reverse()), sample.Truth!.Text));
        Assert.InRange(samples.Items.Count(sample => sample.IsRight == true) / (double)samples.Items.Count, 0.7, 1);
        Assert.All(samples.Items, sample => Assert.DoesNotContain("backwards", sample.Inputs.Keys));
    }

    private static IEnumerable<string> Tags(double size, double weight)
    {
        if (size > 0.5) yield return "large";
        if (weight > 0.6) yield return "heavy";
        if (size + weight is > 0.95 and < 1.05 || weight > 0.8) yield return "any";
    }

    private static string Word(int i) => string.Concat(Enumerable.Range(0, 3 + i % 3).Select(k => (char)('a' + (i * (k + 3) + i / 11 * k * k) % 5)));

    private static string Numbers(int row, double noise) => string.Join(',', Enumerable.Range(0, 8).Select(k =>
        (Math.Sin(row * 0.7 + k * 0.5) + (noise * Math.Sin(row * 12.9898 + k * 78.233 * (row % 17 + 1)))).ToString("F4", CultureInfo.InvariantCulture)));

    private static (int Left, int Top, int Width, int Height) Patch(int i)
    {
        var (width, height) = (4 + i * 5 % 6, 4 + i * 7 % 5);
        return (i * 11 % (16 - width), i * 13 % (16 - height), width, height);
    }

    private static double Overlap(BoxPrediction box, double x, double y, double w, double h)
    {
        var width = Math.Max(0, Math.Min(box.X + box.Width, x + w) - Math.Max(box.X, x));
        var height = Math.Max(0, Math.Min(box.Y + box.Height, y + h) - Math.Max(box.Y, y));
        return width * height / ((w * h) + (box.Width * box.Height) - (width * height));
    }

    /// <summary>A grey picture of 16 x 16 with a bright patch on noise.</summary>
    private static byte[] Png(int i)
    {
        var (left, top, width, height) = Patch(i);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < 16; y++)
            {
                zlib.WriteByte(0);
                for (var x = 0; x < 16; x++)
                    zlib.WriteByte((byte)((x >= left && x < left + width && y >= top && y < top + height ? 200 : 20) + ((i * 31 + x * 17 + y * 29) % 40)));
            }
        }

        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk(file, "IHDR", [0, 0, 0, 16, 0, 0, 0, 16, 8, 0, 0, 0, 0]);
        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void Chunk(Stream file, string kind, byte[] body)
    {
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
        file.Write(number);
        byte[] all = [.. Encoding.ASCII.GetBytes(kind), .. body];
        file.Write(all);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(all));
        file.Write(number);
    }

    /// <summary>The checksum of PNG's chunks, bit by bit.</summary>
    private static uint Crc32(byte[] data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static async Task WriteAsync(ZipArchive zip, string name, byte[] content)
    {
        await using var entry = zip.CreateEntry(name).Open();
        await entry.WriteAsync(content);
    }
}
