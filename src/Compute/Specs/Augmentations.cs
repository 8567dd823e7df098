using TrainingService.Compute.Augmentation;
using TrainingService.Compute.Data;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Augmentation;
using TrainingService.Compute.Runtime;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Datasets.Augmentation;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Specs;

/// <summary>From the spec's random changes to the engine's.</summary>
internal static class Augmentations
{
    private const int UnknownToken = 1;

    /// <summary>The changes of a checked spec; null when there are none.</summary>
    public static BatchChanges? Of(RunSpec spec, DataSchema schema)
    {
        var changes = spec.Dataset.Augmentation.Select((augmentation, i) => Change(augmentation, schema, RandomStreams.Augmentation(i))).ToArray();
        return changes.Length == 0 ? null : new BatchChanges(schema, changes);
    }

    /// <summary>Reports changes that the data or the loss does not take.</summary>
    public static void Check(RunSpec spec, DataSchema schema, ICollection<SpecError> errors)
    {
        if (spec.Dataset?.Augmentation is not { } augmentations) return;
        for (var i = 0; i < augmentations.Count; i++)
        {
            // What could not be read is null; its error is known already.
            if (augmentations[i] is not { } augmentation) continue;
            var pointer = $"#/dataset/augmentation/{i}";
            if (augmentation.Input is { } name && schema.Inputs.All(input => input.Name != name))
                errors.Add(new SpecError($"{pointer}/input", "unknown_field", $"The data has no input \"{name}\".", $"one of {string.Join(", ", schema.Inputs.Select(input => input.Name))}"));
            else if (Fields(augmentation, schema).Count == 0)
                errors.Add(new SpecError(pointer, "type_mismatch", $"No input is {Wanted(augmentation)}.", "an augmentation that goes with the data"));
            if (augmentation is ScaleAugmentation { Low: var low, High: var high } && low > high)
                errors.Add(new SpecError($"{pointer}/low", "out_of_range", $"low is {low} and high is {high}.", "low at most as great as high"));
            if (augmentation is MixupAugmentation) CheckMixup(spec, schema, pointer, errors);
        }
    }

    private static void CheckMixup(RunSpec spec, DataSchema schema, string pointer, ICollection<SpecError> errors)
    {
        foreach (var output in (spec.Outputs ?? (spec.Loss is null ? [] : [new OutputSpec { Loss = spec.Loss }])).Where(output => output?.Loss is not null))
        {
            if (Objectives.TargetOf(output, schema) is not (>= 0 and var target)) continue;
            var field = schema.Fields[target];
            if (field.IsInteger && (field.Shape.Count > 0 || output.Loss is not (CrossEntropyLoss or MeanSquaredErrorLoss or BinaryCrossEntropyLoss)))
            {
                errors.Add(new SpecError(
                    pointer, "target_mismatch", "Mixed rows have shares of two classes, which this loss does not take.",
                    "cross_entropy, mse or binary_cross_entropy over the classes, or targets that are numbers"));
            }
        }
    }

    private static BatchChange Change(AugmentationSpec augmentation, DataSchema schema, uint stream)
    {
        var fields = Fields(augmentation, schema);
        ImageMove Move(Func<int, int, Geometry> geometry) => new(fields, geometry, stream);
        FieldChange Alter(Op op) => new(fields, op, stream);
        return augmentation switch
        {
            FlipAugmentation flip => Move((_, _) => new FlipGeometry(flip.Horizontal, flip.Vertical)),
            CropAugmentation crop => Move((_, _) => new ShiftGeometry(crop.Padding.Height, crop.Padding.Width)),
            ShiftAugmentation shift => Move((height, width) => new ShiftGeometry((int)Math.Round(shift.Vertical * height), (int)Math.Round(shift.Horizontal * width))),
            RotateAugmentation rotate => Move((_, _) => new RotateGeometry(rotate.Degrees)),
            ScaleAugmentation scale => Move((_, _) => new ScaleGeometry(scale.Low, scale.High)),
            CutoutAugmentation cutout => Alter(new CutoutOp(cutout.Size.Height, cutout.Size.Width, stream)),
            NoiseAugmentation noise => Alter(new NoiseOp(noise.Deviation, stream)),
            JitterAugmentation jitter => Alter(new NoiseOp(jitter.Deviation, stream)),
            AmplitudeAugmentation amplitude => Alter(new AmplitudeOp(amplitude.Deviation, stream)),
            TokenDropoutAugmentation tokens => Alter(new TokenDropoutOp(tokens.Rate, UnknownToken, stream)),
            MixupAugmentation mixup => new RowMix(mixup.Alpha, stream),
            _ => throw new ArgumentOutOfRangeException(nameof(augmentation), augmentation.GetType().Name, "No change for this augmentation."),
        };
    }

    /// <summary>The inputs it changes, by their place in the schema.</summary>
    private static List<int> Fields(AugmentationSpec augmentation, DataSchema schema) =>
        [.. Enumerable.Range(0, schema.Inputs.Count).Where(i => (augmentation.Input ?? schema.Inputs[i].Name) == schema.Inputs[i].Name && Takes(augmentation, schema.Inputs[i]))];

    private static bool Takes(AugmentationSpec augmentation, FieldSchema field) => augmentation switch
    {
        NoiseAugmentation or MixupAugmentation => !field.IsInteger,
        JitterAugmentation or AmplitudeAugmentation => !field.IsInteger && field.Shape.Count == 2,
        TokenDropoutAugmentation => field.Kind == FieldKind.Tokens && field.Shape.Count == 1,
        _ => !field.IsInteger && field.Shape.Count == 3,
    };

    private static string Wanted(AugmentationSpec augmentation) => augmentation switch
    {
        NoiseAugmentation or MixupAugmentation => "of numbers",
        JitterAugmentation or AmplitudeAugmentation => "a series [steps, channels]",
        TokenDropoutAugmentation => "text",
        _ => "an image [height, width, channels]",
    };
}
