using TrainingService.Compute.Data;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs.Datasets.Preprocessing;
using TrainingService.Contracts.Validation;

namespace TrainingService.Datasets.Preprocessing.Planning;

/// <summary>What columns become as an input or a target.</summary>
internal sealed class FieldForms(DatasetSpec spec, StepAssignment steps, ICollection<SpecError> errors)
{
    /// <summary>Name of the input that a decoder of texts reads.</summary>
    public const string Decoder = "decoder";

    /// <summary>The form of an input, or null after saying why it has none.</summary>
    public PlannedField? Input(string name, IReadOnlyList<DatasetColumn> columns)
    {
        PlannedColumn[] planned = [.. columns.Select(steps.Plan)];
        if (spec.NextToken is not null) return new PlannedField(name, FieldForm.Stream, planned);
        if (spec.Windows is not null) return new PlannedField(name, FieldForm.Windows, planned);
        FieldForm? form = planned switch
        {
            [var one] when Alone(one) is { } alone => alone,
            _ when planned.Any(column => Alone(column) is not null) => null,
            _ when planned.All(column => column.Steps is [OrdinalStep]) => FieldForm.Ids,
            _ => FieldForm.Numbers,
        };
        if (form is { } found) return Check(new PlannedField(name, found, planned), []);
        errors.Add(new SpecError(
            "#/dataset/inputs", "conflict", $"The input \"{name}\" mixes columns that can't stand side by side: {string.Join(", ", planned.Select(column => $"{column.Info.Name} ({ColumnLookup.TypeOf(column.Info)})"))}.",
            "images, texts and tensors as inputs of their own"));
        return null;
    }

    /// <summary>The targets' forms. A text as the target of another adds the input that the decoder reads.</summary>
    public IReadOnlyList<PlannedField> Targets(IReadOnlyList<DatasetColumn> columns, ref PlannedField[] inputs)
    {
        if (spec.NextToken is not null && inputs.Length > 0) return [new PlannedField(DataSchema.DefaultTarget, FieldForm.NextTokens, inputs[0].Columns)];
        PlannedColumn[] planned = [.. columns.Select(steps.Plan)];
        if (spec.Windows is not null) return [new PlannedField(DataSchema.DefaultTarget, FieldForm.Ahead, planned)];
        var fields = new List<PlannedField>();
        PlannedColumn[] numbers = [.. planned.Where(column => IsNumbers(column, planned.Length))];
        foreach (var column in planned)
        {
            if (!numbers.Contains(column)) fields.Add(Check(new PlannedField(column.Info.Name, FormOf(column), [column]), inputs));
            else if (column == numbers[0]) fields.Add(new PlannedField(column.Info.Name, FieldForm.Numbers, numbers));
        }

        if (fields.Count == 1) fields[0] = fields[0] with { Name = DataSchema.DefaultTarget };
        foreach (var text in fields.Where(field => field.Form == FieldForm.TextLabels).ToArray())
            inputs = [.. inputs, new PlannedField(Decoder, FieldForm.Decoder, text.Columns)];
        return fields;
    }

    private static FieldForm? Alone(PlannedColumn column) => column.Info.Type switch
    {
        ColumnType.Image => FieldForm.Image,
        ColumnType.Tensor => FieldForm.Tensor,
        _ when column.Step<TokenizeStep>() is not null => FieldForm.Text,
        _ => null,
    };

    /// <summary>Numbers are predicted side by side, and so are several columns of two values (several labels at once); one such column is a class.</summary>
    private static bool IsNumbers(PlannedColumn column, int targets) =>
        column.Step<MultiLabelStep>() is not null
        || (column.Step<OrdinalStep>() is null && column.Step<OneHotStep>() is null
            && (column.Info.Type is ColumnType.Number or ColumnType.Time || (targets > 1 && column.Info.IsBinary())));

    private static FieldForm FormOf(PlannedColumn column) => column.Info.Type switch
    {
        ColumnType.Mask => FieldForm.Mask,
        ColumnType.Boxes => FieldForm.Boxes,
        ColumnType.Image => FieldForm.Image,
        ColumnType.Tensor => FieldForm.Tensor,
        _ when column.Step<TokenizeStep>() is not null => FieldForm.TextLabels,
        _ => FieldForm.Classes,
    };

    private PlannedField Check(PlannedField field, PlannedField[] inputs)
    {
        var column = field.Columns[0].Info;
        if (field.Form == FieldForm.Image && column.Shape is null && !GetsOneSize(field))
        {
            errors.Add(new SpecError(
                "#/dataset/preprocessing", "missing", $"The images of \"{column.Name}\" have several sizes, and a network takes one.", "an image_resize step, such as { \"type\": \"image_resize\", \"size\": 64 }"));
        }

        if (field.Form == FieldForm.Mask && column.Shape is null && !GetsOneSize(Array.Find(inputs, input => input.Form == FieldForm.Image)))
        {
            errors.Add(new SpecError(
                "#/dataset/preprocessing", "missing", $"The masks of \"{column.Name}\" have several sizes, and a network gives one.",
                "an image_resize step for the images, such as { \"type\": \"image_resize\", \"size\": 64 }: masks go along"));
        }

        if (field.Form == FieldForm.Classes && column.Type == ColumnType.Text && field.Columns[0].Step<OrdinalStep>() is null)
        {
            errors.Add(new SpecError(
                "#/dataset/target", "type_mismatch", $"\"{column.Name}\" is text.",
                "for classes an ordinal step that names it, for texts a tokenize step that names it, for lists of labels a multi_label step"));
        }

        return field;
    }

    /// <summary>Whether a step gives all images one size; masks and boxes follow it.</summary>
    private static bool GetsOneSize(PlannedField? image) => image is not null && image.Columns[0].Steps.Any(step => step is ImageResizeStep or ImageCropStep);
}
