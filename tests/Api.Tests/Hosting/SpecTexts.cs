using System.Text;

namespace TrainingService.Api.Tests.Hosting;

internal static class SpecTexts
{
    public const string Iris = """
        { "name": "iris", "dataset": { "name": "iris" }, "model": { "layers": [ { "type": "dense", "units": 8, "activation": "relu" }, { "type": "dense", "units": 3 } ] },
          "loss": "cross_entropy", "training": { "epochs": 2, "batch_size": 16 }, "tags": ["a"] }
        """;

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
