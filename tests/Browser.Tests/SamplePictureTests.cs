using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using TrainingService.Browser.Tests.Hosting;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Predictions;
using TrainingService.Contracts.Runs;

namespace TrainingService.Browser.Tests;

/// <summary>Held-out rows of tasks whose answer is to be looked at: boxes over images, masks, running text.</summary>
public sealed class SamplePictureTests(Site site) : PageTest(site)
{
    private const int Images = 60;

    [Fact]
    public async Task True_and_predicted_boxes_are_drawn_over_the_image_where_they_are_and_told_in_words()
    {
        await UploadPatchesAsync("framed", "boxes");
        var run = await TrainedAsync("""
            {
              "name": "boxes", "dataset": { "name": "framed", "target": "boxes", "test": { "fraction": 0.2 }, "preprocessing": [{ "type": "image_resize", "size": [12, 16] }, { "type": "normalize" }] },
              "model": { "layers": [{ "type": "flatten" }, { "type": "dense", "units": 16, "activation": "tanh" }, { "type": "dense", "units": 4, "bias_initializer": { "type": "constant", "value": 4 } }] },
              "loss": { "type": "giou", "smooth_l1": 0.05 }, "metrics": ["box_iou"], "optimizer": { "type": "adam", "learning_rate": 0.005 },
              "training": { "epochs": 12, "batch_size": 16 }, "seed": 3
            }
            """);
        await ShowSamplesAsync(run.Id);
        var samples = (await SamplesAsync(run.Id, "part=test&order=worst&count=12")).Items;
        var i = samples.ToList().FindIndex(sample => sample.Prediction.Boxes![0] is { X: > 0.1, Y: > 0.1 } box && box.X + box.Width < 15.9 && box.Y + box.Height < 11.9);
        Assert.True(i >= 0, "No predicted box lies within its image.");
        var (sample, picture, said) = (samples[i], Part("boxes").Nth(i), samples[i].Prediction.Boxes![0]);

        // An image of 32 x 24 that the network saw as 16 x 12 is drawn with 21 pixels for each of those.
        var (x, y, width, height) = Patch(sample.Row);
        const int Scale = 21;
        var size = await picture.EvaluateAsync<int[]>("(canvas) => [canvas.width, canvas.height]");
        Assert.Equal((16 * Scale, 12 * Scale), (size[0], size[1]));
        await Page.WaitForFunctionAsync(
            """
            ([canvas, x, y]) => {
              const context = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
              context.drawImage(canvas, 0, 0);
              return context.getImageData(x, y, 1, 1).data[0] > 100;
            }
            """,
            new object[] { await picture.ElementHandleAsync(), (x + width / 2.0) / 2 * Scale, (y + height / 2.0) / 2 * Scale });
        var truth = await EdgesAsync(x / 2.0 * Scale, y / 2.0 * Scale, width / 2.0 * Scale, height / 2.0 * Scale, "--box-truth");
        var dashed = await EdgesAsync(said.X * Scale, said.Y * Scale, said.Width * Scale, said.Height * Scale, "--box-said");
        Assert.InRange(truth, 0.75, 1);
        Assert.InRange(dashed, 0.4, 0.85);
        // Ten pixels beside it there is no such line.
        Assert.InRange(await EdgesAsync(x / 2.0 * Scale + 10, y / 2.0 * Scale + 10, width / 2.0 * Scale, height / 2.0 * Scale, "--box-truth"), 0, 0.2);

        string Number(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);
        var label = (await picture.GetAttributeAsync("aria-label"))!.Replace('\u00a0', ' ');
        Assert.Equal(
            $"image of row {sample.Row + 1} of {sample.Part}: true patch: x {Number(x / 2.0)}, y {Number(y / 2.0)}, {Number(width / 2.0)} × {Number(height / 2.0)}; "
            + $"predicted: x {Number(said.X)}, y {Number(said.Y)}, {Number(said.Width)} × {Number(said.Height)}, IoU {said.Iou!.Value.ToString("0.00", CultureInfo.InvariantCulture)}",
            label);

        var download = await Page.RunAndWaitForDownloadAsync(() => Page.GetByLabel($"Save boxes of row {sample.Row + 1} of {sample.Part} as image").ClickAsync());
        Assert.Equal($"boxes-{sample.Part}-{sample.Row + 1}.png", download.SuggestedFilename);
        var bytes = await File.ReadAllBytesAsync((await download.PathAsync())!);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], bytes[..4]);
        AssertNoComplaints();

        // The share of points along a rectangle's edges that have a colour.
        Task<double> EdgesAsync(double left, double top, double wide, double high, string colour) => picture.EvaluateAsync<double>(
            """
            (canvas, [left, top, wide, high, name]) => {
              const hex = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
              const wanted = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
              const context = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
              context.drawImage(canvas, 0, 0);
              const points = [];
              for (let i = 0; i <= 200; i++) {
                const [across, down] = [left + (wide * i) / 200, top + (high * i) / 200];
                points.push([across, top], [across, top + high], [left, down], [left + wide, down]);
              }
              const inside = points.filter(([x, y]) => x >= 1 && y >= 1 && x < canvas.width - 1 && y < canvas.height - 1);
              const has = ([x, y]) => [-1, 0].some((dx) => [-1, 0].some((dy) => {
                const pixel = context.getImageData(Math.round(x) + dx, Math.round(y) + dy, 1, 1).data;
                return wanted.every((value, i) => Math.abs(value - pixel[i]) < 60);
              }));
              return inside.filter(has).length / inside.length;
            }
            """,
            new object[] { left, top, wide, high, colour });
    }

    [Fact]
    public async Task Masks_stand_beside_their_image_with_their_classes_in_a_legend_and_the_share_that_is_wrong()
    {
        await UploadPatchesAsync("covered", "segmentation");
        var run = await TrainedAsync("""
            {
              "name": "masks", "dataset": { "name": "covered", "target": "mask", "test": { "fraction": 0.2 } },
              "model": { "layers": [{ "type": "conv2d", "filters": 2, "kernel_size": 1 }] },
              "loss": "cross_entropy", "metrics": ["accuracy"], "optimizer": { "type": "adam", "learning_rate": 0.01 }, "training": { "epochs": 1, "batch_size": 16 }, "seed": 3
            }
            """);
        await ShowSamplesAsync(run.Id);
        var first = Part("sample").First;
        string[] captions = ["image", "true", "predicted"];
        Assert.Equal(captions, await first.Locator("figcaption").AllInnerTextsAsync());
        Assert.Contains("patch", await first.Locator(".class-legend li").AllInnerTextsAsync());
        var sample = (await SamplesAsync(run.Id, "part=test&order=worst&count=12")).Items[0];
        Assert.Contains($"{(100 * sample.Miss!.Value).ToString("0.0", CultureInfo.InvariantCulture)}\u00a0% of positions wrong", await first.InnerTextAsync(), StringComparison.Ordinal);
        AssertNoComplaints();
    }

    [Fact]
    public async Task A_language_model_shows_what_is_given_how_it_goes_on_and_what_it_writes()
    {
        var lines = string.Concat(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? "the cat sat on the mat." : "a dog ran after a duck.") + $",{i}\n"));
        await UploadAsync("rhymes", "rhymes.csv", Encoding.UTF8.GetBytes("text,n\n" + lines));
        var run = await TrainedAsync("""
            {
              "name": "rhymes", "dataset": { "name": "rhymes", "next_token": { "column": "text", "length": 16 }, "validation": { "fraction": 0.1, "by": "time" },
                "preprocessing": [{ "type": "tokenize", "columns": ["text"], "level": "char" }] },
              "model": { "layers": [{ "type": "embedding", "vocabulary_size": 22, "units": 8 }, { "type": "gru", "units": 24, "return_sequences": true },
                { "type": "dense", "units": 22, "per_position": true }] },
              "loss": "cross_entropy", "optimizer": { "type": "adam", "learning_rate": 0.01 }, "training": { "epochs": 5, "batch_size": 16 }, "seed": 3
            }
            """);
        await ShowSamplesAsync(run.Id);

        // Nothing was held out for a test: what comes is of the validation part.
        Assert.Equal("validation", await Part("samples-part").InputValueAsync());
        var expected = await SamplesAsync(run.Id, "part=validation&order=worst&count=12");
        for (var i = 0; i < 3; i++)
        {
            var (item, sample) = (Part("sample").Nth(i), expected.Items[i]);
            string[] passages = [sample.Inputs["text"].GetString()!, sample.Truth!.Text!, sample.Prediction.Text!];
            Assert.Equal(passages, await item.Locator(".passage p").AllTextContentsAsync());
            var same = sample.Truth.Text!.Zip(sample.Prediction.Text!).TakeWhile(pair => pair.First == pair.Second).Count();
            Assert.Equal(sample.Prediction.Text![same..], string.Concat(await item.Locator("mark").AllTextContentsAsync()));
            var score = (await item.GetByTestId("token-score").InnerTextAsync()).Replace('\u00a0', ' ');
            Assert.Equal(string.Create(CultureInfo.InvariantCulture,
                $"{sample.Tokens!.Right} of {sample.Tokens.Count} tokens foretold right ({100.0 * sample.Tokens.Right / sample.Tokens.Count:0.0} %) · loss {sample.Tokens.Loss:0.00} a token, perplexity {Math.Exp(sample.Tokens.Loss!.Value):0.00}"), score);
        }

        await Part("samples-words").GetByText($"The 12 missed most of {expected.LookedAt} that were looked at; validation has {expected.Rows} stretches.").WaitForAsync();
        AssertNoComplaints();
    }

    private static (int X, int Y, int Width, int Height) Patch(int i) => (2 * (1 + i * 3 % 8), 2 * (1 + i * 5 % 6), 8 + i % 3 * 2, 6 + i % 2 * 4);

    /// <summary>Dark images of 32 x 24 with a bright patch, and COCO annotations of it: boxes, or boxes with outlines, which make masks.</summary>
    private async Task UploadPatchesAsync(string dataset, string kind)
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            await Page.GotoAsync("/");
            JsonArray images = [], annotations = [];
            for (var i = 0; i < Images; i++)
            {
                var (x, y, width, height) = Patch(i);
                var png = await Page.EvaluateAsync<string>(
                    """
                    ([x, y, width, height]) => {
                      const canvas = Object.assign(document.createElement('canvas'), { width: 32, height: 24 });
                      const context = canvas.getContext('2d');
                      for (const [colour, ...rectangle] of [['#204060', 0, 0, 32, 24], ['#f0e0c0', x, y, width, height]]) {
                        context.fillStyle = colour;
                        context.fillRect(...rectangle);
                      }
                      return canvas.toDataURL('image/png').split(',')[1];
                    }
                    """,
                    new[] { x, y, width, height });
                await WriteAsync(zip, $"{i:00}.png", Convert.FromBase64String(png));
                images.Add(new JsonObject { ["id"] = i, ["file_name"] = $"{i:00}.png", ["width"] = 32, ["height"] = 24 });
                var annotation = new JsonObject { ["id"] = i, ["image_id"] = i, ["category_id"] = 1, ["bbox"] = new JsonArray(x, y, width, height) };
                if (kind == "segmentation") annotation["segmentation"] = new JsonArray(new JsonArray(x, y, x + width, y, x + width, y + height, x, y + height));
                annotations.Add(annotation);
            }

            var coco = new JsonObject { ["images"] = images, ["annotations"] = annotations, ["categories"] = new JsonArray(new JsonObject { ["id"] = 1, ["name"] = "patch" }) };
            await WriteAsync(zip, "instances.json", Encoding.UTF8.GetBytes(coco.ToJsonString()));
        }

        await UploadAsync(dataset, "patches.zip", archive.ToArray());
    }

    private async Task ShowSamplesAsync(Guid id)
    {
        await OpenRunAsync(id);
        await Part("samples").ScrollIntoViewIfNeededAsync();
        await Part("sample").First.WaitForAsync();
    }

    private async Task UploadAsync(string dataset, string file, byte[] content)
    {
        using var client = new HttpClient { BaseAddress = Site.Address };
        using var form = new MultipartFormDataContent { { new ByteArrayContent(content), "files", file } };
        using var answer = await client.PostAsync(new Uri($"api/v1/datasets/{dataset}/versions", UriKind.Relative), form);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task WriteAsync(ZipArchive zip, string name, byte[] content)
    {
        await using var entry = zip.CreateEntry(name).Open();
        await entry.WriteAsync(content);
    }

    private async Task<RunResource> TrainedAsync(string spec)
    {
        var run = await Api.SubmitAsync(JsonNode.Parse(spec)!.AsObject());
        return await Api.WaitAsync(run.Id, r => r.State == RunState.Succeeded);
    }

    private async Task<RunSamples> SamplesAsync(Guid id, string query)
    {
        using var client = new HttpClient { BaseAddress = Site.Address };
        return (await client.GetFromJsonAsync<RunSamples>(new Uri($"api/v1/runs/{id}/samples?{query}", UriKind.Relative), ContractsJson.Options))!;
    }
}
