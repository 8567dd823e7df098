using System.Formats.Tar;
using System.Net;
using System.Text;
using TrainingService.Api.Tests.Hosting;

namespace TrainingService.Api.Tests.Datasets;

/// <summary>What people send who mean harm, or sent by mistake: each is refused with its name, and nothing of it stays on the disk.</summary>
[Collection(UploadGroup.Name)]
public sealed class AttackTests(UploadApi api)
{
    private static readonly byte[] Good = UploadApi.Csv(100);

    private static readonly List<Attack> All =
    [
        new("a path that leaves the folder, in a zip", "a.zip", Archives.Zip(("../../evil.csv", Good)), HttpStatusCode.UnprocessableEntity,
            "path_outside", ["a.zip", "../../evil.csv"]),
        new("the same with backslashes", "a.zip", Archives.Zip((@"..\..\evil.csv", Good)), HttpStatusCode.UnprocessableEntity, "path_outside",
            ["a.zip"]),
        new("an absolute path in a zip", "a.zip", Archives.Zip(("/etc/passwd", Good)), HttpStatusCode.UnprocessableEntity, "path_outside",
            ["/etc/passwd"]),
        new("a drive letter", "a.zip", Archives.Zip((@"C:\evil.csv", Good)), HttpStatusCode.UnprocessableEntity, "path_outside", ["a.zip"]),
        new("a path that leaves the folder, in a tar", "a.tar", Archives.Tar(Archives.Entry("x/../../evil.csv", Good)),
            HttpStatusCode.UnprocessableEntity, "path_outside", ["x/../../evil.csv"]),
        new("a name with control characters", "a.zip", Archives.Zip(("a\u001b[2J.csv", Good)), HttpStatusCode.UnprocessableEntity, "invalid_name",
            ["a.zip"]),
        new("a symbolic link in a zip", "a.zip", Archives.Zip(entry => entry.ExternalAttributes = unchecked((int)0xa1ff0000),
            ("link.csv", "/etc/passwd"u8.ToArray())), HttpStatusCode.UnprocessableEntity, "link_or_device", ["link.csv", "symbolic link"]),
        new("a symbolic link in a tar", "a.tar", Archives.Tar(Archives.Entry("link.csv", type: TarEntryType.SymbolicLink, link: "/etc/passwd")),
            HttpStatusCode.UnprocessableEntity, "link_or_device", ["link.csv", "symbolic link"]),
        new("a hard link in a tar", "a.tar", Archives.Tar(Archives.Entry("a.csv", Good),
            Archives.Entry("link.csv", type: TarEntryType.HardLink, link: "a.csv")), HttpStatusCode.UnprocessableEntity, "link_or_device",
                ["link.csv", "hard link"]),
        new("a device in a tar", "a.tar", Archives.Tar(Archives.Entry("zero", type: TarEntryType.CharacterDevice)),
            HttpStatusCode.UnprocessableEntity, "link_or_device", ["zero", "CharacterDevice"]),
        new("a pipe in a tar", "a.tar", Archives.Tar(Archives.Entry("pipe", type: TarEntryType.Fifo)), HttpStatusCode.UnprocessableEntity,
            "link_or_device", ["pipe"]),
        new("a zip bomb", "bomb.zip", Archives.Zip(("zeros.csv", new byte[8 << 20])), HttpStatusCode.RequestEntityTooLarge, "zip_bomb",
            ["bomb.zip", "zeros.csv", "Datasets:MaxUnpackRatio"]),
        new("a gzip bomb", "bomb.csv.gz", Archives.Gzip(new byte[8 << 20]), HttpStatusCode.RequestEntityTooLarge, "zip_bomb",
            ["bomb.csv.gz", "Datasets:MaxUnpackRatio"]),
        new("a gzip bomb within a zip", "bomb.zip", Archives.Zip(("zeros.csv.gz", Archives.Gzip(new byte[32 << 20]))),
            HttpStatusCode.RequestEntityTooLarge, "zip_bomb", ["bomb.zip"]),
        new("a zip that lies about its size", "lie.zip", Archives.LyingAboutItsSize(Good), HttpStatusCode.UnprocessableEntity, "broken_archive",
            ["lie.zip", "a.csv"]),
        new("an archive in an archive", "outer.zip", Archives.Zip(("inner.zip", Archives.Zip(("a.csv", Good)))), HttpStatusCode.UnprocessableEntity,
            "nested_archive", ["outer.zip", "inner.zip"]),
        new("a tar in a gzip in a zip", "outer.zip", Archives.Zip(("inner.tar.gz", Archives.Gzip(Archives.Tar(Archives.Entry("a.csv", Good))))),
            HttpStatusCode.UnprocessableEntity, "nested_archive", ["outer.zip", "inner.tar"]),
        new("a gzip of a gzip", "a.csv.gz", Archives.Gzip(Archives.Gzip(Good)), HttpStatusCode.UnprocessableEntity, "nested_archive", ["a.csv.gz"]),
        new("too many entries", "many.zip", Archives.Zip([.. Enumerable.Range(0, (int)UploadApi.MaxFiles + 1).Select(i => ($"{i}.csv", Good))]),
            HttpStatusCode.RequestEntityTooLarge, "too_many_files", ["many.zip", "Datasets:MaxFiles"]),
        new("too many entries in a tar", "many.tar", Archives.Tar([.. Enumerable.Range(0, (int)UploadApi.MaxFiles + 1)
            .Select(i => Archives.Entry($"{i}.csv", Good))]), HttpStatusCode.RequestEntityTooLarge, "too_many_files",
                ["many.tar", "Datasets:MaxFiles"]),
        new("an encrypted entry", "a.zip", Archives.Encrypted(Good), HttpStatusCode.UnprocessableEntity, "encrypted_entry",
            ["a.zip", "secret.csv", "password"]),
        new("a truncated zip", "a.zip", Archives.Zip(("a.csv", Good))[..^30], HttpStatusCode.UnprocessableEntity, "broken_archive", ["a.zip"]),
        new("a truncated gzip", "a.csv.gz", Archives.Gzip(Good)[..^9], HttpStatusCode.UnprocessableEntity, "broken_archive", ["a.csv.gz"]),
        new("a truncated tar", "a.tar", Archives.Tar(Archives.Entry("a.csv", UploadApi.Csv(5000)))[..3000], HttpStatusCode.UnprocessableEntity,
            "broken_archive", ["a.tar", "a.csv"]),
        new("a tar cut off between two entries", "a.tar", Archives.Tar(Archives.Entry("a.csv", new byte[512]), Archives.Entry("b.csv", Good))[..2048],
            HttpStatusCode.UnprocessableEntity, "broken_archive", ["a.tar"]),
        new("a tar.gz cut off", "a.tar.gz", Archives.Gzip(Archives.Tar(Archives.Entry("a.csv", Good)))[..^40], HttpStatusCode.UnprocessableEntity,
            "broken_archive", ["a.tar.gz"]),
        new("a flipped byte in a zip", "a.zip", Archives.Flipped(Archives.Zip(("a.csv", Good)), 200), HttpStatusCode.UnprocessableEntity,
            "broken_archive", ["a.zip", "a.csv"]),
        new("a flipped byte in a gzip", "a.csv.gz", Archives.Flipped(Archives.Gzip(Good), 200), HttpStatusCode.UnprocessableEntity, "broken_archive",
            ["a.csv.gz"]),
        new("a tar header of megabytes", "a.tar", Archives.LargeHeader(3 << 20), HttpStatusCode.UnprocessableEntity, "broken_archive",
            ["a.tar", "header"]),
        new("called zip and is none", "a.zip", Good, HttpStatusCode.UnprocessableEntity, "broken_archive", ["a.zip"]),
        new("an archive of another kind", "a.7z", [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4], HttpStatusCode.UnprocessableEntity,
            "unsupported_archive", ["a.7z"]),
        new("one name twice", "a.zip", Archives.Zip(("a.csv", Good), ("./a.csv", Good)), HttpStatusCode.UnprocessableEntity, "duplicate_name",
            ["a.zip", "a.csv"]),
        new("an archive without files", "a.zip", Archives.Zip(("folder/", [])), HttpStatusCode.UnprocessableEntity, "no_files", ["a.zip"]),
        new("an empty file", "a.csv", [], HttpStatusCode.UnprocessableEntity, "empty", ["a.csv"]),
        new("a file name that leaves the folder", "../../evil.csv", Good, HttpStatusCode.UnprocessableEntity, "path_outside", ["evil.csv"]),
        new("more bytes than allowed", "large.csv", UploadApi.Csv(400_000), HttpStatusCode.RequestEntityTooLarge, "too_large",
            ["Datasets:MaxUploadBytes", "4194304"]),
    ];

    /// <summary>The attacks by name: their contents are too large to be a test's arguments.</summary>
    public static TheoryData<string> Names => [.. All.Select(attack => attack.What)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_refused_by_name_and_frees_the_disk(string what)
    {
        var (_, fileName, content, status, code, said) = All.Single(attack => attack.What == what);
        var before = api.Stored();
        foreach (var address in new[] { "/api/v1/datasets/attacked/versions", "/api/v1/datasets/detect" })
        {
            using var answer = await api.PostAsync(address, ("file", fileName, content));
            var problem = await ProblemDocument.ExpectAsync(answer, status);
            Assert.Equal(code, problem.GetProperty("problems")[0].GetProperty("code").GetString());
            var text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(System.Text.RegularExpressions.Regex.Unescape(problem.GetRawText()
                .Replace("\\\"", "'", StringComparison.Ordinal))));
            foreach (var word in said) Assert.True(text.Contains(word, StringComparison.Ordinal), $"{what}: \"{word}\" is not in {text}");
        }

        Assert.Equal(before, api.Stored());
        Assert.Equal(0, api.Staged());
        Assert.Equal(HttpStatusCode.NotFound, (await api.Http.GetAsync("/api/v1/datasets/attacked")).StatusCode);
    }

    [Theory]
    [InlineData("{}", "no_files")]
    [InlineData("{\"folder\": 1}", "invalid_json")]
    [InlineData("{\"uploads\": [\"../../data\"]}", "no_upload")]
    [InlineData("{\"uploads\": [\"00000000000000000000000000000000\"]}", "no_upload")]
    [InlineData("{\"folder\": \"/etc\"}", "path_outside")]
    [InlineData("{\"folder\": \"ALLOWED/../secret\"}", "path_outside")]
    [InlineData("{\"folder\": \"ALLOWED-not\"}", "path_outside")]
    [InlineData("{\"folder\": \"relative\"}", "path_outside")]
    [InlineData("{\"folder\": \"ALLOWED/linked\"}", "link_or_device")]
    [InlineData("{\"folder\": \"ALLOWED/linked/secret.csv\"}", "link_or_device")]
    [InlineData("{\"folder\": \"ALLOWED/with-link\"}", "link_or_device")]
    [InlineData("{\"folder\": \"ALLOWED/missing\"}", "not_found")]
    [InlineData("{\"fodler\": \"/x\"}", "invalid_json")]
    public async Task A_folder_or_upload_that_may_not_be_read_is_refused(string body, string code)
    {
        var secret = Directory.CreateDirectory(Path.Combine(api.Outside, "secret")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(secret, "secret.csv"), Good);
        Directory.CreateDirectory(Path.Combine(api.Allowed, "with-link"));
        Link(Path.Combine(api.Allowed, "linked"), secret);
        Link(Path.Combine(api.Allowed, "with-link", "a.csv"), Path.Combine(secret, "secret.csv"));
        using var answer = await api.Http.PostAsync("/api/v1/datasets/attacked/versions",
            SpecTexts.Json(body.Replace("ALLOWED", api.Allowed, StringComparison.Ordinal)));
        var problem = await ProblemDocument.ExpectAsync(answer, answer.StatusCode);
        Assert.InRange((int)answer.StatusCode, 400, 499);
        Assert.Equal(code, problem.GetProperty("problems")[0].GetProperty("code").GetString());
        Assert.Equal(0, api.Staged());
    }

    [Theory]
    [InlineData("multipart/form-data", "", "no_boundary")]
    [InlineData("multipart/form-data; boundary=x", "", "broken_form")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\na,b\n1,2\n",
        "broken_form")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nA: b\r\n\r\n1\r\n--x--\r\n", "no_disposition")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"colour\"\r\n\r\n1\r\n--x--\r\n", "unknown_field")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"options\"\r\n\r\n{\"delimeter\":1}\r\n--x--\r\n",
        "invalid_json")]
    [InlineData("text/csv", "a,b\n1,2\n", "media_type")]
    [InlineData("application/json", "{", "invalid_json")]
    public async Task A_body_that_is_no_upload_is_refused(string type, string body, string code)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var answer = await api.Http.PostAsync("/api/v1/datasets/attacked/versions", content);
        var problem = await ProblemDocument.ExpectAsync(answer, HttpStatusCode.BadRequest);
        Assert.Equal(code, problem.GetProperty("problems")[0].GetProperty("code").GetString());
        Assert.Equal(0, api.Staged());
    }

    private static void Link(string path, string target)
    {
        if (!Path.Exists(path)) File.CreateSymbolicLink(path, target);
    }

    /// <param name="What">What it is.</param>
    /// <param name="FileName">The file's name.</param>
    /// <param name="Content">Its bytes.</param>
    /// <param name="Status">The answer's status.</param>
    /// <param name="Code">The problem's code.</param>
    /// <param name="Said">Texts that the answer has: the file, the entry, the limit's key.</param>
    private sealed record Attack(string What, string FileName, byte[] Content, HttpStatusCode Status, string Code, string[] Said);
}
