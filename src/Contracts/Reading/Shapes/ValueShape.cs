using System.Text.Json;

namespace TrainingService.Contracts.Reading.Shapes;

/// <summary>What a place in the spec may hold, made once from the record types.</summary>
internal abstract class ValueShape
{
    /// <summary>What is right here, in words.</summary>
    public abstract string Expected { get; }

    /// <summary>Reads a value, or adds at least one error and gives null or the part that could be read.</summary>
    public abstract object? Read(JsonElement json, JsonPointer at, ErrorList errors);
}
