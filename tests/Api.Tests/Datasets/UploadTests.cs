using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TrainingService.Api.Tests.Hosting;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Tests.Datasets;

[Collection(UploadGroup.Name)]
public sealed class UploadTests(UploadApi api)
{
    [Fact]
    public async Task Files_become_a_version_that_can_be_listed_previewed_and_deleted()
    {
        var before = api.Stored();
        using var answer = await api.PostAsync("/api/v1/datasets/flow/versions", ("train", "a.csv", UploadApi.Csv(50)),
            ("test", "b.csv", UploadApi.Csv(20, 3)));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var version = await ApiFixture.ReadAsync<VersionResource>(answer);
        Assert.Equal($"/api/v1/datasets/flow/versions/{version.Version}", answer.Headers.Location?.ToString());
        Assert.Equal([new DatasetPart("train", 50), new DatasetPart("test", 20)], version.Parts);
        Assert.Equal(["a.csv", "b.csv"], version.Files.Select(file => file.Name));

        var list = await GetAsync<List<DatasetResource>>("/api/v1/datasets");
        Assert.Contains(list, dataset => dataset is { Name: "flow", IsBundled: false, Versions: 1 });
        Assert.Contains(list, dataset => dataset is { Name: "iris", IsBundled: true });
        Assert.Equal(version.Version, (await GetAsync<VersionResource>($"/api/v1/datasets/flow/versions/{version.Version[..8]}")).Version);
        var preview = await GetAsync<DatasetPreview>("/api/v1/datasets/flow/versions/newest/preview?part=test&rows=2&first_row=1");
        Assert.Equal(["a", "b", "label"], preview.Columns);
        Assert.Equal("[[3,0.5,\"no\"],[6,1,\"yes\"]]", JsonSerializer.Serialize(preview.Rows));
        Assert.Equal(["a", "b", "label"], (await GetAsync<List<DatasetColumn>>("/api/v1/datasets/flow/versions/newest/columns"))
            .Select(column => column.Name));

        Assert.Equal(HttpStatusCode.NoContent, (await api.Http.DeleteAsync($"/api/v1/datasets/flow/versions/{version.Version}")).StatusCode);
        Assert.Equal(before, api.Stored());
        await ProblemDocument.ExpectAsync(await api.Http.GetAsync("/api/v1/datasets/flow"), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_same_content_again_is_the_same_version_without_a_second_copy()
    {
        using var first = await api.PostAsync("/api/v1/datasets/same/versions", ("file", "a.csv", UploadApi.Csv(60)));
        var bytes = api.Stored();
        using var again = await api.PostAsync("/api/v1/datasets/same/versions", ("file", "a.csv", UploadApi.Csv(60)));
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.StatusCode, again.StatusCode));
        Assert.Equal((await ApiFixture.ReadAsync<VersionResource>(first)).Version, (await ApiFixture.ReadAsync<VersionResource>(again)).Version);
        Assert.Equal(bytes, api.Stored());
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    [InlineData("csv.gz")]
    public async Task An_archive_gives_the_version_that_its_files_give(string kind)
    {
        var csv = UploadApi.Csv(70);
        var archive = kind switch
        {
            "zip" => Archives.Zip(("data/a.csv", csv), ("__MACOSX/._a.csv", [1, 2]), ("data/.DS_Store", [3])),
            "tar" => Archives.Tar(Archives.Entry("data/", type: System.Formats.Tar.TarEntryType.Directory), Archives.Entry("data/a.csv", csv)),
            "tar.gz" => Archives.Gzip(Archives.Tar(Archives.Entry("./data/a.csv", csv))),
            _ => [.. Archives.Gzip(csv[..100]), .. Archives.Gzip(csv[100..])],
        };
        using var plain = await api.PostAsync("/api/v1/datasets/archived/versions", ("file", "a.csv", csv));
        using var packed = await api.PostAsync("/api/v1/datasets/archived/versions", ("file", $"a.{kind}", archive));
        var version = await ApiFixture.ReadAsync<VersionResource>(packed);
        Assert.Equal((await ApiFixture.ReadAsync<VersionResource>(plain)).Version, version.Version);
        Assert.Equal(HttpStatusCode.OK, packed.StatusCode);
        Assert.Equal(0, api.Staged());
    }

    [Fact]
    public async Task A_version_that_a_run_names_is_not_deleted_and_the_answer_names_the_run()
    {
        using var answer = await api.PostAsync("/api/v1/datasets/used/versions", ("file", "a.csv", UploadApi.Csv(80)));
        var version = (await ApiFixture.ReadAsync<VersionResource>(answer)).Version;
        var run = (await api.Runs.CreateAsync(
            new NewRun { Id = Guid.CreateVersion7(), Name = "keeper", SpecJson = "{}", Dataset = "used", DatasetVersion = version },
                CancellationToken.None)).Run;
        await api.Steering.ActAsync(run.Id, RunAction.Cancel, Actors.Api, CancellationToken.None);
        foreach (var address in new[] { $"/api/v1/datasets/used/versions/{version}", "/api/v1/datasets/used" })
        {
            var problem = await ProblemDocument.ExpectAsync(await api.Http.DeleteAsync(address), HttpStatusCode.Conflict);
            Assert.Contains("keeper", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Equal(run.Id, problem.GetProperty("runs")[0].GetGuid());
        }

        Assert.Equal(HttpStatusCode.OK, (await api.Http.GetAsync($"/api/v1/datasets/used/versions/{version}")).StatusCode);
    }

    [Fact]
    public async Task A_look_keeps_nothing_and_honours_the_options()
    {
        var before = api.Stored();
        var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(UploadApi.Csv(30)), "file", "a.csv" },
            { new StringContent("{\"parts\":{\"a.csv\":\"test\"}}"), "options" },
        };
        using var answer = await api.Http.PostAsync("/api/v1/datasets/detect?rows=10", form);
        var inspection = await ApiFixture.ReadAsync<DatasetInspection>(answer);
        Assert.Equal(["test"], inspection.Header.Parts.Select(part => part.Name));
        Assert.NotEmpty(inspection.Previews[0].Rows);
        using var dry = await api.PostAsync("/api/v1/datasets/looked/versions?dry_run=true", ("file", "a.csv", UploadApi.Csv(30)));
        Assert.Equal(HttpStatusCode.OK, dry.StatusCode);
        Assert.Equal(before, api.Stored());
        Assert.Equal(HttpStatusCode.NotFound, (await api.Http.GetAsync("/api/v1/datasets/looked")).StatusCode);
    }

    [Fact]
    public async Task An_import_that_need_not_be_waited_for_is_answered_with_where_to_ask()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/datasets/later/versions");
        request.Headers.Add("Prefer", "respond-async");
        request.Content = new MultipartFormDataContent { { new ByteArrayContent(UploadApi.Csv(90)), "file", "a.csv" } };
        using var answer = await api.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var import = await ApiFixture.ReadAsync<ImportResource>(answer);
        for (var tries = 0; import.State == ImportState.Importing && tries < 500; tries++)
        {
            await Task.Delay(20);
            import = await GetAsync<ImportResource>(answer.Headers.Location!.ToString());
        }

        Assert.Equal((ImportState.Ready, true), (import.State, import.IsNew));
        Assert.Equal(import.Version, (await GetAsync<DatasetResource>("/api/v1/datasets/later")).Version);
    }

    [Fact]
    public async Task A_folder_that_is_allowed_is_imported_and_left_as_it_was()
    {
        var folder = Directory.CreateDirectory(Path.Combine(api.Allowed, "season")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "season-train.csv"), UploadApi.Csv(40));
        await File.WriteAllBytesAsync(Path.Combine(folder, "season-test.csv.gz"), Archives.Gzip(UploadApi.Csv(10, 5)));
        using var answer = await api.Http.PostAsJsonAsync("/api/v1/datasets/season/versions", new { folder });
        var version = await ApiFixture.ReadAsync<VersionResource>(answer);
        Assert.Equal([new DatasetPart("train", 40), new DatasetPart("test", 10)], version.Parts);
        Assert.Equal(2, Directory.GetFiles(folder).Length);
    }

    [Fact]
    public async Task What_is_said_about_a_dataset_can_be_changed()
    {
        using var made = await api.PostAsync("/api/v1/datasets/said/versions", ("file", "a.csv", UploadApi.Csv(45)));
        made.EnsureSuccessStatusCode();
        using var answer = await api.Http.PatchAsync("/api/v1/datasets/said", SpecTexts.Json("{\"description\":\"Made up\"}"));
        Assert.Equal("Made up", (await ApiFixture.ReadAsync<DatasetResource>(answer)).Description);
        Assert.Equal("Made up", (await GetAsync<DatasetResource>("/api/v1/datasets/said")).Description);
    }

    [Fact]
    public async Task What_comes_with_the_program_can_be_neither_replaced_nor_deleted()
    {
        await ProblemDocument.ExpectAsync(await api.PostAsync("/api/v1/datasets/iris/versions", ("file", "a.csv", UploadApi.Csv(10))),
            HttpStatusCode.Conflict);
        await ProblemDocument.ExpectAsync(await api.Http.DeleteAsync("/api/v1/datasets/iris"), HttpStatusCode.Conflict);
        await ProblemDocument.ExpectAsync(await api.Http.PatchAsync("/api/v1/datasets/iris", SpecTexts.Json("{\"description\":\"x\"}")),
            HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_name_that_is_none_is_refused_with_the_rule_and_a_better_one()
    {
        var problem = await ProblemDocument.ExpectAsync(await api.PostAsync("/api/v1/datasets/My%20Data/versions",
            ("file", "a.csv", UploadApi.Csv(10))), HttpStatusCode.BadRequest);
        Assert.Equal("my-data", problem.GetProperty("did_you_mean").GetString());
    }

    private async Task<T> GetAsync<T>(string address) => (await api.Http.GetFromJsonAsync<T>(address, ContractsJson.Options))!;
}
