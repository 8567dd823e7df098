using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using TrainingService.Api.Tests.Hosting;
using TrainingService.Contracts.Datasets;

namespace TrainingService.Api.Tests.Datasets;

/// <summary>The tus protocol (https://tus.io/protocols/resumable-upload), request by request.</summary>
[Collection(UploadGroup.Name)]
public sealed class ResumableTests(UploadApi api)
{
    private readonly byte[] csv = UploadApi.Csv(200);

    [Fact]
    public async Task An_upload_in_pieces_becomes_a_version_and_is_gone_then()
    {
        var before = api.Stored();
        var address = await CreateAsync(csv.Length, "pieces-train.csv");
        Assert.Equal("100", (await PatchAsync(address, 0, csv[..100])).Headers.GetValues("Upload-Offset").Single());
        using var head = await HeadAsync(address);
        Assert.Equal("100", head.Headers.GetValues("Upload-Offset").Single());
        Assert.Equal($"{csv.Length}", head.Headers.GetValues("Upload-Length").Single());
        Assert.Equal("no-store", head.Headers.CacheControl!.ToString());
        Assert.Equal(HttpStatusCode.NoContent, (await PatchAsync(address, 100, csv[100..])).StatusCode);

        using var answer = await PublishAsync("pieces", address);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var version = await ApiFixture.ReadAsync<VersionResource>(answer);
        Assert.Equal(("pieces-train.csv", csv.Length), (version.Files[0].Name, version.Files[0].Bytes));
        await ProblemDocument.ExpectAsync(await PatchAsync(address, csv.Length, []), HttpStatusCode.NotFound);
        (await api.Http.DeleteAsync("/api/v1/datasets/pieces")).EnsureSuccessStatusCode();
        Assert.Equal(before, api.Stored());
    }

    [Fact]
    public async Task The_server_tells_what_it_can_do()
    {
        using var answer = await api.Http.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/api/v1/uploads"));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("1.0.0", answer.Headers.GetValues("Tus-Resumable").Single());
        Assert.Equal("1.0.0", answer.Headers.GetValues("Tus-Version").Single());
        Assert.Equal($"{UploadApi.MaxUploadBytes}", answer.Headers.GetValues("Tus-Max-Size").Single());
        Assert.Contains("creation", answer.Headers.GetValues("Tus-Extension").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_from_another_place_than_where_it_stands_are_refused()
    {
        var address = await CreateAsync(csv.Length, "a.csv");
        var problem = await ProblemDocument.ExpectAsync(await PatchAsync(address, 7, csv[7..20]), HttpStatusCode.Conflict);
        Assert.Contains("stands at 0", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await api.Http.DeleteAsync(address)).StatusCode);
    }

    [Fact]
    public async Task A_piece_with_a_wrong_checksum_is_dropped_and_one_with_the_right_one_kept()
    {
        var address = await CreateAsync(csv.Length, "a.csv");
        var digest = Convert.ToBase64String(SHA256.HashData(csv.AsSpan(0, 50)));
        await ProblemDocument.ExpectAsync(await PatchAsync(address, 0, csv[1..51], $"sha256 {digest}"), (HttpStatusCode)460);
        Assert.Equal("0", (await HeadAsync(address)).Headers.GetValues("Upload-Offset").Single());
        Assert.Equal(HttpStatusCode.NoContent, (await PatchAsync(address, 0, csv[..50], $"sha256 {digest}")).StatusCode);
        Assert.Equal("50", (await HeadAsync(address)).Headers.GetValues("Upload-Offset").Single());
        await ProblemDocument.ExpectAsync(await PatchAsync(address, 50, csv[50..60], "md5 AAAA"), HttpStatusCode.BadRequest);
        Assert.Equal(HttpStatusCode.NoContent, (await api.Http.DeleteAsync(address)).StatusCode);
    }

    [Fact]
    public async Task More_bytes_than_announced_are_refused()
    {
        var address = await CreateAsync(10, "a.csv");
        await ProblemDocument.ExpectAsync(await PatchAsync(address, 0, csv[..11]), HttpStatusCode.BadRequest);
        Assert.Equal(HttpStatusCode.NoContent, (await api.Http.DeleteAsync(address)).StatusCode);
    }

    [Fact]
    public async Task An_upload_that_is_not_complete_is_no_version_yet()
    {
        var address = await CreateAsync(csv.Length, "a.csv");
        await PatchAsync(address, 0, csv[..30]);
        var problem = await ProblemDocument.ExpectAsync(await PublishAsync("unfinished", address), HttpStatusCode.Conflict);
        Assert.Equal("upload_incomplete", problem.GetProperty("problems")[0].GetProperty("code").GetString());
        Assert.Equal("30", (await HeadAsync(address)).Headers.GetValues("Upload-Offset").Single());
        Assert.Equal(HttpStatusCode.NoContent, (await api.Http.DeleteAsync(address)).StatusCode);
    }

    [Fact]
    public async Task An_upload_whose_files_cannot_be_read_is_kept_for_another_try()
    {
        var bad = Encoding.UTF8.GetBytes("a,b\n1,2\n3\n");
        var address = await CreateAsync(bad.Length, "bad.csv");
        await PatchAsync(address, 0, bad);
        var problem = await ProblemDocument.ExpectAsync(await PublishAsync("bad", address), HttpStatusCode.UnprocessableEntity);
        Assert.Equal(("bad.csv", 3), (problem.GetProperty("problems")[0].GetProperty("file").GetString(),
            problem.GetProperty("problems")[0].GetProperty("row").GetInt32()));
        Assert.Equal($"{bad.Length}", (await HeadAsync(address)).Headers.GetValues("Upload-Offset").Single());
        Assert.Equal(HttpStatusCode.NoContent, (await api.Http.DeleteAsync(address)).StatusCode);
    }

    [Theory]
    [InlineData("5000000", "filename YS5jc3Y=", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("-1", "filename YS5jc3Y=", HttpStatusCode.BadRequest)]
    [InlineData("", "filename YS5jc3Y=", HttpStatusCode.BadRequest)]
    [InlineData("10", "", HttpStatusCode.BadRequest)]
    [InlineData("10", "filename ###", HttpStatusCode.BadRequest)]
    [InlineData("10", "filename Li4vLi4vZXZpbA==", HttpStatusCode.UnprocessableEntity)]
    [InlineData("10", "filename YS5jc3Y=,part ZXZpbA==", HttpStatusCode.BadRequest)]
    public async Task An_upload_that_may_not_be_is_refused_before_a_byte_is_sent(string length, string metadata, HttpStatusCode status)
    {
        var before = api.Stored();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        request.Headers.TryAddWithoutValidation("Upload-Length", length);
        request.Headers.TryAddWithoutValidation("Upload-Metadata", metadata);
        await ProblemDocument.ExpectAsync(await api.Http.SendAsync(request), status);
        Assert.Equal(before, api.Stored());
    }

    [Fact]
    public async Task Another_version_of_the_protocol_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        request.Headers.Add("Tus-Resumable", "2.0.0");
        await ProblemDocument.ExpectAsync(await api.Http.SendAsync(request), HttpStatusCode.PreconditionFailed);
    }

    private async Task<string> CreateAsync(long length, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Length", $"{length}");
        request.Headers.Add("Upload-Metadata", $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}");
        using var answer = await api.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.NotNull(answer.Headers.GetValues("Upload-Expires").Single());
        return answer.Headers.Location!.ToString();
    }

    private Task<HttpResponseMessage> PatchAsync(string address, long offset, byte[] piece, string? checksum = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Patch, address) { Content = new ByteArrayContent(piece) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        request.Headers.Add("Upload-Offset", $"{offset}");
        if (checksum is not null) request.Headers.Add("Upload-Checksum", checksum);
        return api.Http.SendAsync(request);
    }

    private Task<HttpResponseMessage> HeadAsync(string address) => api.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, address));

    private Task<HttpResponseMessage> PublishAsync(string name, string address) =>
        api.Http.PostAsJsonAsync($"/api/v1/datasets/{name}/versions", new { uploads = new[] { address.Split('/')[^1] } });
}
