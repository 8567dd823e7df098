namespace TrainingService.Browser.Tests.Hosting;

/// <summary>Not a test but what draws the pictures of docs/images anew: only when it is asked for, with DOCS_IMAGES=1.</summary>
public sealed class PictureFactAttribute : FactAttribute
{
    public PictureFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("DOCS_IMAGES") != "1") Skip = "Writes docs/images: DOCS_IMAGES=1 ./test.sh --filter DocumentationPictures Browser.Tests";
    }
}
