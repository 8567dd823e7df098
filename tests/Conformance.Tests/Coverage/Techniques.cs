using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using TrainingService.Contracts.Specs.Datasets.Augmentation;
using TrainingService.Contracts.Specs.Initializers;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Specs.Metrics;
using TrainingService.Contracts.Specs.Optimizers;
using TrainingService.Contracts.Specs.Schedules;

namespace TrainingService.Conformance.Tests.Coverage;

/// <summary>All names that a spec may use, as `page/name` of docs/reference.</summary>
internal static class Techniques
{
    private static readonly (string Page, Type Union)[] Unions =
    [
        ("layers", typeof(LayerSpec)), ("initializers", typeof(InitializerSpec)), ("losses", typeof(LossSpec)), ("metrics", typeof(MetricSpec)),
        ("optimizers", typeof(OptimizerSpec)), ("schedules", typeof(ScheduleSpec)), ("augmentations", typeof(AugmentationSpec)),
    ];

    public static IReadOnlyList<string> All { get; } =
    [
        .. Unions.SelectMany(union => union.Union.GetCustomAttributes<JsonDerivedTypeAttribute>().Select(kind => $"{union.Page}/{kind.TypeDiscriminator}")),
        .. Enum.GetNames<Activation>().Select(name => $"activations/{JsonNamingPolicy.SnakeCaseLower.ConvertName(name)}"),
    ];

    /// <summary>The name in a spec of a kind of layer or loss.</summary>
    public static string NameOf(object kind) => (string)Unions.SelectMany(union => union.Union.GetCustomAttributes<JsonDerivedTypeAttribute>())
        .Single(attribute => attribute.DerivedType == kind.GetType()).TypeDiscriminator!;
}
