using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace TrainingService.Contracts.Specs.Datasets.Preprocessing;

/// <summary>One step of preparing columns; `type` names which. A bare string is the type with its defaults.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(ImputeStep), "impute")]
[JsonDerivedType(typeof(StandardizeStep), "standardize")]
[JsonDerivedType(typeof(MinMaxStep), "min_max")]
[JsonDerivedType(typeof(LogStep), "log")]
[JsonDerivedType(typeof(OneHotStep), "one_hot")]
[JsonDerivedType(typeof(OrdinalStep), "ordinal")]
[JsonDerivedType(typeof(MultiLabelStep), "multi_label")]
[JsonDerivedType(typeof(ImageResizeStep), "image_resize")]
[JsonDerivedType(typeof(ImageCropStep), "image_crop")]
[JsonDerivedType(typeof(GreyStep), "grey")]
[JsonDerivedType(typeof(NormalizeStep), "normalize")]
[JsonDerivedType(typeof(TokenizeStep), "tokenize")]
[JsonDerivedType(typeof(KeepStep), "keep")]
public abstract record PreprocessingSpec
{
    /// <summary>The columns it is done to. Default: all features of a type it takes; targets only when they are named.</summary>
    [MinLength(1)]
    [MaxLength(10_000)]
    public IReadOnlyList<string>? Columns { get; init; }
}

/// <summary>Nothing: the columns are taken as they are, without their type's default.</summary>
public sealed record KeepStep : PreprocessingSpec;
