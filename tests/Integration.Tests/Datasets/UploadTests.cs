using System.Net;
using System.Net.Http.Json;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Json;
using TrainingService.Integration.Tests.Processes;

namespace TrainingService.Integration.Tests.Datasets;

/// <summary>Uploads to a real process that is killed, runs out of disk, or is watched for its memory.</summary>
public sealed class UploadTests : IDisposable
{
    private const long MiB = 1 << 20;
    private readonly string _folder = Directory.CreateTempSubdirectory("training-uploads-").FullName;

    [Fact]
    public async Task An_upload_goes_on_where_it_stood_after_the_service_was_killed_in_the_middle_of_it()
    {
        const long length = 8 * MiB;
        string id;
        await using (var first = await EmbeddedService.StartAsync(_folder))
        {
            using var client = new UploadClient(first.Address);
            id = await client.CreateAsync("killed.csv", length);
            using var content = new GeneratedCsv(length, async given =>
            {
                // The client's buffers run ahead of the server: it is killed when the server has some, and no earlier.
                if (given > 5 * MiB) await Until.SoAsync(() => Data(id) > MiB, () => first.Process.Output);
                if (given > 5 * MiB) await first.Process.KillAsync();
            });
            await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(id, 0, content));
        }

        await using var second = await EmbeddedService.StartAsync(_folder);
        using var again = new UploadClient(second.Address);
        var offset = await again.OffsetAsync(id);
        Assert.InRange(offset, MiB, length - 1);
        using var rest = new GeneratedCsv(length) { Position = offset };
        Assert.Equal(HttpStatusCode.NoContent, (await again.SendAsync(id, offset, rest)).StatusCode);
        using var answer = await again.PublishAsync("killed", id);
        var version = await answer.Content.ReadFromJsonAsync<VersionResource>(ContractsJson.Options);
        Assert.Equal(length / GeneratedCsv.RowBytes - 1, version!.Parts.Sum(part => part.Rows));
        Assert.Equal(length, version.Files[0].Bytes);
        Assert.Equal(0, BytesOf("uploads") + BytesOf("staging"));
    }

    [Fact]
    public async Task A_service_killed_in_the_middle_of_an_import_leaves_nothing_half_stored_and_the_upload_can_be_named_again()
    {
        const long length = 64 * MiB;
        string id, import;
        await using (var first = await EmbeddedService.StartAsync(_folder))
        {
            using var client = new UploadClient(first.Address);
            id = await client.CreateAsync("broken.csv", length);
            using var content = new GeneratedCsv(length);
            Assert.Equal(HttpStatusCode.NoContent, (await client.SendAsync(id, 0, content)).StatusCode);
            client.Http.DefaultRequestHeaders.Add("Prefer", "respond-async");
            using var accepted = await client.PublishAsync("broken", id);
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
            import = accepted.Headers.Location!.ToString();
            await Until.SoAsync(() => BytesOf("staging") > 0, () => first.Process.Output);
            await first.Process.KillAsync();
        }

        Assert.True(BytesOf("staging") > 0);
        await using var second = await EmbeddedService.StartAsync(_folder);
        using var again = new UploadClient(second.Address);
        var state = await again.Http.GetFromJsonAsync<ImportResource>(import, ContractsJson.Options);
        Assert.Equal((ImportState.Failed, "interrupted"), (state!.State, state.Problems![0].Code));
        await Until.SoAsync(() => BytesOf("staging") == 0, () => second.Process.Output);
        Assert.Equal(0, BytesOf(Path.Combine("versions", "broken")));
        Assert.Equal(HttpStatusCode.NotFound, (await again.Http.GetAsync("/api/v1/datasets/broken")).StatusCode);

        again.Http.DefaultRequestHeaders.Add("Prefer", "wait=120");
        using var answer = await again.PublishAsync("broken", id);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        Assert.Equal(0, BytesOf("uploads") + BytesOf("staging"));
    }

    [Fact]
    public async Task A_hundred_megabytes_pass_through_in_constant_memory()
    {
        await using var service = await EmbeddedService.StartAsync(_folder);
        using var client = new UploadClient(service.Address);
        async Task SendAsync(long length)
        {
            var id = await client.CreateAsync("large.csv", length);
            using var content = new GeneratedCsv(length);
            Assert.Equal(HttpStatusCode.NoContent, (await client.SendAsync(id, 0, content)).StatusCode);
            (await client.Http.DeleteAsync($"/api/v1/uploads/{id}")).EnsureSuccessStatusCode();

            // Taken in whole, and refused only then: what the readers need is measured where they are.
            using var form = new MultipartFormDataContent
            {
                { new StringContent("{\"format\":\"parquet\"}"), "options" },
                { new StreamContent(new GeneratedCsv(length)), "file", "large.csv" },
            };
            using var refused = await client.Http.PostAsync("/api/v1/datasets/large/versions", form);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        }

        await SendAsync(4 * MiB);
        var before = ProcessMemory.PeakBytes(service.Process.Id);
        await SendAsync(100 * MiB);
        Assert.InRange(ProcessMemory.PeakBytes(service.Process.Id) - before, 0, 32 * MiB);
    }

    /// <summary>A disk of its own, as large as we want it: only root may mount one, so elsewhere the test says that it did not run.</summary>
    [Fact]
    public async Task A_disk_that_is_full_refuses_and_frees_what_was_written()
    {
        var disk = Directory.CreateDirectory(Path.Combine(_folder, "disk")).FullName;
        if (!await Mount.TryTmpfsAsync(disk, 112)) return;
        try
        {
            await using var service = await EmbeddedService.StartAsync(disk, new() { ["Datasets__KeepFreeBytes"] = "0" });
            using var client = new UploadClient(service.Address);
            // The bundled sets are prepared first: they take their room.
            (await client.Http.GetAsync("/api/v1/datasets")).EnsureSuccessStatusCode();
            var free = new DriveInfo(disk).AvailableFreeSpace;
            using var announced = await client.Http.SendAsync(Creation(free + MiB));
            Assert.Equal(HttpStatusCode.InsufficientStorage, announced.StatusCode);

            // Chunked: nothing is announced, so the disk fills while it comes.
            using var form = new MultipartFormDataContent { { new StreamContent(new Unseekable(new GeneratedCsv(free / 32 * 32 + 4 * MiB))), "file",
                "large.csv" } };
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/datasets/full/versions") { Content = form };
            request.Headers.TransferEncodingChunked = true;
            request.Headers.ExpectContinue = true;
            using var answer = await client.Http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync() + service.Process.Output;
            Assert.True(answer.StatusCode == HttpStatusCode.InsufficientStorage, text);
            Assert.Contains("disk_full", text, StringComparison.Ordinal);
            Assert.InRange(new DriveInfo(disk).AvailableFreeSpace, free - MiB, long.MaxValue);
        }
        finally
        {
            await Mount.EndAsync(disk);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static HttpRequestMessage Creation(long length)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        request.Headers.Add("Upload-Length", $"{length}");
        request.Headers.Add("Upload-Metadata", "filename YS5jc3Y=");
        return request;
    }

    private long Data(string id) => new FileInfo(Path.Combine(_folder, "uploads", id, "data")).Length;

    private long BytesOf(string name)
    {
        var folder = new DirectoryInfo(Path.Combine(_folder, name));
        try
        {
            return folder.Exists ? folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) : 0;
        }
        catch (DirectoryNotFoundException)
        {
            // Removed while it was looked at.
            return BytesOf(name);
        }
    }
}
