using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace TrainingService.Integration.Tests.Datasets;

/// <summary>Talks the resumable protocol to a service.</summary>
internal sealed class UploadClient(Uri address) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };

    public HttpClient Http => http;

    /// <summary>Begins an upload and gives its id.</summary>
    public async Task<string> CreateAsync(string name, long length)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/uploads");
        request.Headers.Add("Upload-Length", $"{length}");
        request.Headers.Add("Upload-Metadata", $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}");
        using var answer = await http.SendAsync(request);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.ToString().Split('/')[^1];
    }

    /// <summary>How much of it is there.</summary>
    public async Task<long> OffsetAsync(string id)
    {
        using var answer = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/api/v1/uploads/{id}"));
        answer.EnsureSuccessStatusCode();
        return long.Parse(answer.Headers.GetValues("Upload-Offset").Single(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Sends bytes from a place on.</summary>
    public async Task<HttpResponseMessage> SendAsync(string id, long offset, Stream content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/uploads/{id}") { Content = new StreamContent(content) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        request.Headers.Add("Upload-Offset", $"{offset}");
        return await http.SendAsync(request);
    }

    /// <summary>Makes a version of an upload.</summary>
    public Task<HttpResponseMessage> PublishAsync(string dataset, string id) =>
        http.PostAsJsonAsync($"/api/v1/datasets/{dataset}/versions", new { uploads = new[] { id } });

    public void Dispose() => http.Dispose();
}
