namespace TrainingService.Api.Hosting;

/// <summary>Serves the page from wwwroot.</summary>
internal static class PageFiles
{
    /// <summary>Adds the files; `/` is index.html.</summary>
    public static IApplicationBuilder UsePage(this IApplicationBuilder app) => app.UseDefaultFiles().UseStaticFiles(new StaticFileOptions
    {
        OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
            // Folders under lib carry their version in their name; everything else is asked for anew, so an update shows at once.
            file.Context.Request.Path.StartsWithSegments("/lib") ? "public, max-age=31536000, immutable" : "no-cache",
    });
}
