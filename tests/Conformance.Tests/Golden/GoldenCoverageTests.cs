using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Specs.Optimizers;
using TrainingService.Contracts.Specs.Schedules;

namespace TrainingService.Conformance.Tests.Golden;

/// <summary>Every technique whose numbers PyTorch can tell is in a golden; the others are listed here with the reason.</summary>
public sealed class GoldenCoverageTests
{
    private static readonly Dictionary<string, string> LeftOut = new()
    {
        ["dropout"] = "draws from another generator; its op is held to the reference, and properties to its mean",
        ["spatial_dropout"] = "as dropout",
        ["gaussian_noise"] = "as dropout",
        ["linear"] = "is what a layer has without an activation",
    };

    public static TheoryData<Type> Kinds => [typeof(LayerSpec), typeof(LossSpec), typeof(OptimizerSpec), typeof(ScheduleSpec)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_is_in_a_golden(Type union)
    {
        Assert.Equal([], Missing(union.GetCustomAttributes<JsonDerivedTypeAttribute>().Select(kind => (string)kind.TypeDiscriminator!)));
    }

    [Fact]
    public void Every_activation_is_in_a_golden()
    {
        Assert.Equal([], Missing(Enum.GetNames<Activation>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)));
    }

    private static List<string> Missing(IEnumerable<string> names)
    {
        var said = Said();
        return [.. names.Where(name => !said.Contains(name) && !LeftOut.ContainsKey(name))];
    }

    /// <summary>All texts of all goldens' specs.</summary>
    private static HashSet<string> Said()
    {
        var said = new HashSet<string>();
        foreach (var name in GoldenFile.Names)
        {
            using var golden = GoldenFile.Open(name);
            Collect(golden.Description.GetProperty("spec"), said);
        }

        return said;
    }

    private static void Collect(JsonElement json, HashSet<string> said)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String: said.Add(json.GetString()!); break;
            case JsonValueKind.Array: foreach (var item in json.EnumerateArray()) Collect(item, said); break;
            case JsonValueKind.Object: foreach (var member in json.EnumerateObject()) Collect(member.Value, said); break;
        }
    }
}
