using System.Text.Json;

namespace TrainingService.Contracts.Examples;

/// <summary>A spec that runs as it is, as `GET /api/v1/examples` lists them.</summary>
/// <param name="Name">Its file's name without the ending.</param>
/// <param name="Title">The spec's own name.</param>
/// <param name="Spec">The spec as it is written in the file.</param>
public sealed record ExampleResource(string Name, string Title, JsonElement Spec);
