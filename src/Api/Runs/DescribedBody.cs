namespace TrainingService.Api.Runs;

/// <summary>The type of a JSON body that an endpoint reads by itself, for the API's description.</summary>
/// <param name="Type">The type.</param>
internal sealed record DescribedBody(Type Type);
