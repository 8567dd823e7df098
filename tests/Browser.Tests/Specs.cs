using System.Text.Json.Nodes;

namespace TrainingService.Browser.Tests;

/// <summary>Small specs that train on the digits within milliseconds per epoch.</summary>
internal static class Specs
{
    /// <summary>More epochs than any test waits for: cancelled at its end.</summary>
    public const int Endless = 100_000;

    public static JsonObject Digits(string name, int epochs, double learningRate = 0.001) => new()
    {
        ["name"] = name,
        ["dataset"] = new JsonObject { ["name"] = "digits", ["validation"] = new JsonObject { ["fraction"] = 0.2 } },
        ["model"] = new JsonObject
        {
            ["layers"] = new JsonArray(
                new JsonObject { ["type"] = "flatten" },
                new JsonObject { ["type"] = "dense", ["units"] = 64, ["activation"] = "relu" },
                new JsonObject { ["type"] = "dense", ["units"] = 10 }),
        },
        ["loss"] = "cross_entropy",
        ["metrics"] = new JsonArray("accuracy", "confusion_matrix"),
        ["optimizer"] = new JsonObject { ["type"] = "adam", ["learning_rate"] = learningRate },
        ["training"] = new JsonObject { ["epochs"] = epochs, ["batch_size"] = 16 },
        ["seed"] = 7,
    };

    public static JsonObject Iris(string name, int epochs) => new()
    {
        ["name"] = name,
        ["dataset"] = new JsonObject { ["name"] = "iris" },
        ["model"] = new JsonObject { ["layers"] = new JsonArray(new JsonObject { ["type"] = "dense", ["units"] = 3 }) },
        ["loss"] = "cross_entropy",
        ["metrics"] = new JsonArray("accuracy"),
        ["training"] = new JsonObject { ["epochs"] = epochs, ["batch_size"] = 16 },
        ["seed"] = 7,
    };
}
