using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TrainingService.Compute.Networks;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Training;

/// <summary>A fingerprint of all weights: equal for two runs that came out the same to the bit.</summary>
internal static class WeightsHash
{
    /// <summary>SHA-256 over the parameters in order, little-endian float32, in lower-case hex.</summary>
    public static string Of(ModelMemory memory, IReadOnlyList<ParameterInfo> parameters)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var parameter in parameters) hash.AppendData(MemoryMarshal.AsBytes(memory.Parameter(parameter)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
