using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using TrainingService.Api.Live;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Tests.Datasets;

/// <summary>The real program with small limits, so that attacks are small too. Every test can look at its data folder.</summary>
public sealed class UploadApi : WebApplicationFactory<RunFeed>, IAsyncLifetime
{
    public const long MaxUploadBytes = 4 << 20;
    public const long MaxFiles = 40;

    private readonly string root = Directory.CreateTempSubdirectory("upload-tests-").FullName;

    public UploadApi()
    {
        Directory.CreateDirectory(Allowed);
        UseKestrel(0);
        StartServer();
        Http = CreateClient();
    }

    public HttpClient Http { get; }

    /// <summary>Waits until the bundled sets are stored, so that they do not come between two looks at the folder.</summary>
    public async Task InitializeAsync() => (await Http.GetAsync("/api/v1/datasets")).Dispose();

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public IRunStore Runs => Services.GetRequiredService<IRunStore>();

    public IRunSteering Steering => Services.GetRequiredService<IRunSteering>();

    /// <summary>The folder that imports may read from.</summary>
    public string Allowed => Path.Combine(root, "allowed");

    /// <summary>A folder beside it.</summary>
    public string Outside => root;

    /// <summary>Bytes that uploads take on disk, whole or half done; what is said about imports does not count.</summary>
    public long Stored() => new[] { "versions", "staging", "uploads" }.Select(name => new DirectoryInfo(Path.Combine(root, "data", name)))
        .Where(folder => folder.Exists).Sum(folder => folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length));

    /// <summary>Staged folders that are there.</summary>
    public int Staged() => Directory.Exists(Path.Combine(root, "data", "staging")) ? Directory.GetDirectories(Path.Combine(root, "data", "staging"))
        .Length : 0;

    public Task<HttpResponseMessage> PostAsync(string path, params (string Field, string FileName, byte[] Content)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (field, fileName, content) in files)
        {
            var part = new ByteArrayContent(content);
            part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = field, FileName = $"\"{fileName}\"" };
            form.Add(part);
        }

        return Http.PostAsync(path, form);
    }

    public static byte[] Csv(int rows, int seed = 1)
    {
        var text = new StringBuilder("a,b,label\n");
        for (var row = 0; row < rows; row++) text.Append(FormattableString.Invariant($"{row * seed},{row % 7 * 0.5},{(row % 2 == 0 ? "yes" : "no")}\n"));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Storage:DataFolder", Path.Combine(root, "data"));
        builder.UseSetting("Worker:Hosted", "false");
        builder.UseSetting("Datasets:MaxUploadBytes", $"{MaxUploadBytes}");
        builder.UseSetting("Datasets:MaxUnpackedBytes", $"{64 << 20}");
        builder.UseSetting("Datasets:MaxFiles", $"{MaxFiles}");
        builder.UseSetting("Datasets:MaxUnpackRatio", "100");
        builder.UseSetting("Datasets:UnpackRatioFrom", $"{1 << 20}");
        builder.UseSetting("Datasets:KeepFreeBytes", "0");
        builder.UseSetting("Datasets:AllowedFolders:0", Allowed);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(root)) Directory.Delete(root, recursive: true);
    }
}

[CollectionDefinition(Name)]
public sealed class UploadGroup : ICollectionFixture<UploadApi>
{
    public const string Name = "Uploads";
}
