using Microsoft.Playwright;

namespace TrainingService.Browser.Tests.Hosting;

/// <summary>The machine's own Chromium, driven by Playwright; Playwright's browser downloads are not used.</summary>
internal static class Chromium
{
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright)
    {
        var path = Environment.GetEnvironmentVariable("CHROMIUM_PATH") ?? "/usr/bin/chromium";
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"No Chromium at '{path}'. Install it (Debian, Ubuntu: `apt-get install chromium`) or set CHROMIUM_PATH to a Chrome or Chromium program.", path);
        }

        // Root in a container has no sandbox; the only pages visited are ours.
        return playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox"] });
    }
}
