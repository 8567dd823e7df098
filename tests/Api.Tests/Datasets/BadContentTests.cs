using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TrainingService.Api.Tests.Hosting;
using TrainingService.Datasets.Formats.Images;

namespace TrainingService.Api.Tests.Datasets;

/// <summary>Files that are what they say, but hold what can't be used: refused with the place of the fault, and nothing is kept.</summary>
[Collection(UploadGroup.Name)]
public sealed class BadContentTests(UploadApi api)
{
    private static readonly List<Bad> All =
    [
        new("text in a column of numbers", "t.csv", "a,b\n1,2\n3,four\n"u8.ToArray(), """{"columns":{"b":{"type":"number"}}}""", HttpStatusCode.UnprocessableEntity, "bad_value", null, 3, "b"),
        new("a class that was not given", "t.csv", "a,label\n1,x\n2,y\n3,z\n"u8.ToArray(), """{"columns":{"label":{"type":"category","classes":["x","y"]}}}""", HttpStatusCode.UnprocessableEntity, "bad_class", null, 3, "label"),
        new("a byte that is no UTF-8", "t.csv", [.. "a,b\n1,x\n2,"u8, 0xff, .. "\n"u8], """{"encoding":"utf-8"}""", HttpStatusCode.UnprocessableEntity, "bad_encoding", null, 3, null),
        new("a row with a cell too few", "t.csv", "a,b,label\n1,2,x\n3,y\n"u8.ToArray(), "{}", HttpStatusCode.UnprocessableEntity, "ragged_row", null, 3, null),
        new("a header and no rows", "t.csv", "a,b\n"u8.ToArray(), "{}", HttpStatusCode.UnprocessableEntity, "empty", null, null, null),
        new("more classes than allowed", "t.csv", Encoding.ASCII.GetBytes("x,label\n" + string.Concat(Enumerable.Range(0, 10_001).Select(i => $"{i},k{i}\n"))), """{"columns":{"label":{"type":"category"}}}""", HttpStatusCode.RequestEntityTooLarge, "too_large", null, null, "label"),
        new("a row with a cell too few in a file of a zip", "t.zip", Archives.Zip(("tables/t.csv", "a,b,label\n1,2,x\n3,y\n"u8.ToArray())), "{}", HttpStatusCode.UnprocessableEntity, "ragged_row", "tables/t.csv", 3, null),
        new("a file of a tar without rows", "t.tar", Archives.Tar(Archives.Entry("t.csv", "a,b\n"u8.ToArray())), "{}", HttpStatusCode.UnprocessableEntity, "empty", "t.csv", null, null),
        new("a gzip of a table with a cell too few", "t.csv.gz", Archives.Gzip("a,b,label\n1,2,x\n3,y\n"u8.ToArray()), "{}", HttpStatusCode.UnprocessableEntity, "ragged_row", "t.csv", 3, null),
        new("a picture of billions of pixels", "p.zip", Archives.Zip(("a/1.png", PixelBomb()), ("b/2.png", PixelBomb())), "{}", HttpStatusCode.RequestEntityTooLarge, "too_large", "a/1.png", null, null),
        new("a line that is no JSON", "t.jsonl", "{\"a\":1}\n{\"a\":\n{\"a\":3}\n"u8.ToArray(), "{}", HttpStatusCode.UnprocessableEntity, "bad_json", null, 2, "6"),
    ];

    /// <summary>By name: their contents are too large to be a test's arguments.</summary>
    public static TheoryData<string> Names => [.. All.Select(bad => bad.What)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_refused_at_its_place_and_frees_the_disk(string what)
    {
        var bad = All.Single(one => one.What == what);
        var before = api.Stored();
        var form = new MultipartFormDataContent { { new StringContent(bad.Options), "options" } };
        var file = new ByteArrayContent(bad.Content);
        file.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "file", FileName = bad.File };
        form.Add(file);
        using var answer = await api.Http.PostAsync("/api/v1/datasets/bad/versions", form);
        var problem = (await ProblemDocument.ExpectAsync(answer, bad.Status)).GetProperty("problems")[0];
        Assert.Equal(bad.Code, problem.GetProperty("code").GetString());
        Assert.Equal((bad.File, bad.Entry), (Text(problem, "file"), Text(problem, "entry")));
        Assert.Equal((bad.Row?.ToString(System.Globalization.CultureInfo.InvariantCulture), bad.Column), (Text(problem, "row"), Text(problem, "column")));
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.Equal(before, api.Stored());
        Assert.Equal(0, api.Staged());
        Assert.Equal(HttpStatusCode.NotFound, (await api.Http.GetAsync("/api/v1/datasets/bad")).StatusCode);
    }

    private static string? Text(JsonElement problem, string member) =>
        problem.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;

    /// <summary>A PNG of some bytes that declares 60,000 by 60,000 pixels.</summary>
    private static byte[] PixelBomb()
    {
        var png = ImageEncoder.Png(new byte[12], 2, 2, 3);
        foreach (var at in new[] { 16, 20 }) System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(at), 60_000);
        var crc = uint.MaxValue;
        foreach (var value in png.AsSpan(12, 17))
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
        }

        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), ~crc);
        return png;
    }

    private sealed record Bad(string What, string File, byte[] Content, string Options, HttpStatusCode Status, string Code, string? Entry, int? Row, string? Column);
}
