using System.Text.Json;
using TrainingService.Compute.Data;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Specs;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Inference;

/// <summary>All that using a trained model takes, without its dataset: the resolved spec, the shapes of its data, and whatever else travelled with it.</summary>
/// <param name="Spec">The spec it was trained by.</param>
/// <param name="Schema">Fields of its data.</param>
/// <param name="Weights">Parameters by name.</param>
/// <param name="Metadata">Strings that travelled along, such as the fitted preprocessing.</param>
public sealed record TrainedModel(
    RunSpec Spec, DataSchema Schema, IReadOnlyDictionary<string, Tensor> Weights, IReadOnlyDictionary<string, string> Metadata)
{
    private const string SpecKey = "spec";
    private const string SchemaKey = "schema";

    /// <summary>What is written beside the weights.</summary>
    public static IReadOnlyDictionary<string, string> MetadataOf(RunSpec spec, DataSchema schema, IReadOnlyDictionary<string, string> more)
    {
        ArgumentNullException.ThrowIfNull(more);
        return new Dictionary<string, string>(more)
        {
            [SpecKey] = JsonSerializer.Serialize(spec, ContractsJson.Options),
            [SchemaKey] = JsonSerializer.Serialize(schema, ContractsJson.Options),
        };
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidDataException">It is damaged or was not written by this service.</exception>
    public static TrainedModel Read(Stream source)
    {
        var file = Safetensors.Read(source);
        try
        {
            var spec = JsonSerializer.Deserialize<RunSpec>(file.Metadata[SpecKey], ContractsJson.Options)!;
            var schema = JsonSerializer.Deserialize<DataSchema>(file.Metadata[SchemaKey], ContractsJson.Options)!;
            return new TrainedModel(spec, schema, file.Tensors, file.Metadata);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or JsonException)
        {
            throw new InvalidDataException("This safetensors file does not say which network its weights belong to.", exception);
        }
    }

    /// <summary>The network with static shapes.</summary>
    /// <exception cref="InvalidDataException">This version of the engine can't build it.</exception>
    internal Network Compile()
    {
        var errors = new List<SpecError>();
        return new NetworkCompiler(Schema.Inputs, errors).Compile(Spec.Model.Layers, Spec.Outputs)
            ?? throw new InvalidDataException($"This version can't build the model: {errors[0].Pointer}: {errors[0].Detail}");
    }
}
