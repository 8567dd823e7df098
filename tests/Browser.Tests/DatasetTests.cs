using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using TrainingService.Browser.Tests.Hosting;

namespace TrainingService.Browser.Tests;

/// <summary>Bringing data through the page: upload, look, put right, keep, train.</summary>
public sealed class DatasetTests(Site site) : PageTest(site)
{
    [Fact]
    public async Task A_file_is_uploaded_looked_at_kept_and_leads_to_a_fitting_spec()
    {
        await ChooseAsync("/#/datasets", ("flowers-train.csv", Table(120)), ("flowers-test.csv", Table(30)));
        await Part("columns").Locator("tr[data-column='colour']").WaitForAsync();
        Assert.EndsWith("#/datasets/new", Page.Url, StringComparison.Ordinal);
        Assert.Equal("flowers", await Part("dataset-name").InputValueAsync());
        Assert.True(await Part("preview").Locator("tbody tr").CountAsync() > 5);

        await Part("keep").ClickAsync();
        await Part("facts").WaitForAsync();
        Assert.Matches(@"Rows of train\s+120", await Part("facts").InnerTextAsync());
        Assert.Matches(@"Rows of test\s+30", await Part("facts").InnerTextAsync());

        await Part("train").ClickAsync();
        await Page.WaitForFunctionAsync("() => document.querySelector('textarea')?.value.length > 0");
        var spec = JsonNode.Parse(await Part("editor").InputValueAsync())!;
        Assert.Equal("flowers", (string)spec["dataset"]!["name"]!);
        Assert.Equal("colour", (string)spec["dataset"]!["target"]!);
        Assert.Equal(3, (int)spec["model"]!["layers"]!.AsArray()[^1]!["units"]!);
        AssertNoComplaints();
    }

    [Fact]
    public async Task A_version_is_deleted_after_a_question()
    {
        await ChooseAsync("/#/datasets/new?name=short-lived", ("a.csv", Table(40)));
        await Part("keep").ClickAsync();
        await Part("delete-version").ClickAsync();
        await Part("confirm-delete").ClickAsync();
        await Part("datasets").Locator("tr[data-dataset='iris']").WaitForAsync();
        Assert.Equal(0, await Part("datasets").Locator("tr[data-dataset='short-lived']").CountAsync());
        AssertNoComplaints();
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_told_with_its_row()
    {
        await ChooseAsync("/#/datasets/new", ("ragged.csv", "a,b\n1,2\n3\n"u8.ToArray()));
        await Part("problems").WaitForAsync();
        var text = await Part("problems").InnerTextAsync();
        Assert.Contains("ragged.csv", text, StringComparison.Ordinal);
        Assert.Contains("row 3", text, StringComparison.Ordinal);
        AssertNoComplaints();
    }

    [Fact]
    public async Task An_upload_that_was_interrupted_goes_on_by_itself()
    {
        var failures = 0;
        await Page.RouteAsync("**/api/v1/uploads/*", async route =>
        {
            if (route.Request.Method == "PATCH" && failures++ == 0) await route.AbortAsync();
            else await route.ContinueAsync();
        });
        await ChooseAsync("/#/datasets/new", ("again.csv", Table(60)));
        await Part("columns").WaitForAsync();
        Assert.True(failures >= 2);
    }

    [Fact]
    public async Task A_folder_is_packed_into_an_archive_that_the_service_reads()
    {
        await Page.GotoAsync("/#/datasets");
        var parts = await Page.EvaluateAsync<string>("""
            async () => {
              const { tarOf } = await import('/js/datasets/tar.js');
              const long = `${'d'.repeat(90)}/${'n'.repeat(60)}-train.csv`;
              const rows = (n) => new Blob(['a,b\n' + Array.from({ length: n }, (_, i) => `${i},${i % 5}\n`).join('')]);
              const form = new FormData();
              form.append('file', tarOf([{ name: long, file: rows(30) }, { name: 'x/part-test.csv', file: rows(12) }]), 'folder.tar');
              const answer = await fetch('/api/v1/datasets/packed/versions', { method: 'POST', body: form });
              const version = await answer.json();
              return version.parts ? version.parts.map((part) => `${part.name} ${part.rows}`).join() : JSON.stringify(version);
            }
            """);
        Assert.Equal("train 30,test 12", parts);
    }

    private async Task ChooseAsync(string address, params (string Name, byte[] Content)[] files)
    {
        await Page.GotoAsync(address);
        await Part("file-input").SetInputFilesAsync(files.Select(file =>
            new FilePayload { Name = file.Name, MimeType = "text/csv", Buffer = file.Content }));
    }

    private static byte[] Table(int rows)
    {
        var colours = new[] { "red", "green", "blue" };
        var text = new StringBuilder("length,width,colour\n");
        for (var row = 0; row < rows; row++) text.Append(FormattableString.Invariant($"{row * 37 % 101 * 0.1:0.0},{row * 17 % 43},{colours[row * 7 % 3]}\n"));
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
