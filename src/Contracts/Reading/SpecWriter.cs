using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Specs;

namespace TrainingService.Contracts.Reading;

/// <summary>Writes a spec as canonical text: the same spec gives the same characters, every default spelled out.</summary>
public static class SpecWriter
{
    /// <summary>The spec as JSON without white space, members in the order of their declaration.</summary>
    public static string Write(RunSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return JsonSerializer.Serialize(spec, ContractsJson.Options);
    }

    /// <summary>SHA-256 of <see cref="Write"/>'s text in UTF-8, in lower-case hex.</summary>
    public static string Sha256(RunSpec spec) => Sha256(Write(spec));

    /// <summary>SHA-256 of a canonical text in UTF-8, in lower-case hex.</summary>
    public static string Sha256(string canonicalText) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalText)));
}
