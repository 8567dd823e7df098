using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace TrainingService.Contracts.Specs.Datasets.Augmentation;

/// <summary>
/// One random change to the rows trained on; `type` names which. A bare string is the type with its defaults. Each draw depends on the seed, the step
/// and the row's place in the batch only, so the same run gets the same draws on any number of threads and after a restart.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(FlipAugmentation), "flip")]
[JsonDerivedType(typeof(CropAugmentation), "crop")]
[JsonDerivedType(typeof(ShiftAugmentation), "shift")]
[JsonDerivedType(typeof(RotateAugmentation), "rotate")]
[JsonDerivedType(typeof(ScaleAugmentation), "scale")]
[JsonDerivedType(typeof(NoiseAugmentation), "noise")]
[JsonDerivedType(typeof(CutoutAugmentation), "cutout")]
[JsonDerivedType(typeof(MixupAugmentation), "mixup")]
[JsonDerivedType(typeof(JitterAugmentation), "jitter")]
[JsonDerivedType(typeof(AmplitudeAugmentation), "amplitude")]
[JsonDerivedType(typeof(TokenDropoutAugmentation), "token_dropout")]
public abstract record AugmentationSpec
{
    /// <summary>The input it changes. Default: every input of a kind it takes.</summary>
    [StringLength(64, MinimumLength = 1)]
    public string? Input { get; init; }
}
