using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs.Datasets.Preprocessing;

namespace TrainingService.Datasets.Preprocessing.Planning;

/// <summary>A data section that fits its dataset: every default filled in, and which columns make which field. Nothing is learned yet.</summary>
/// <param name="Spec">The section with everything written out; planning it again gives the same plan.</param>
/// <param name="Inputs">What the network reads.</param>
/// <param name="Targets">What is predicted.</param>
internal sealed record DataPlan(DatasetSpec Spec, IReadOnlyList<PlannedField> Inputs, IReadOnlyList<PlannedField> Targets);

/// <summary>One input or target and its columns.</summary>
/// <param name="Name">Its name in specs.</param>
/// <param name="Form">What becomes of the columns.</param>
/// <param name="Columns">The columns with what is done to them.</param>
internal sealed record PlannedField(string Name, FieldForm Form, IReadOnlyList<PlannedColumn> Columns);

/// <summary>One column and what is done to it, in order.</summary>
/// <param name="Info">The column.</param>
/// <param name="Steps">The steps.</param>
internal sealed record PlannedColumn(DatasetColumn Info, IReadOnlyList<PreprocessingSpec> Steps)
{
    /// <summary>The last step of a kind, or null.</summary>
    public T? Step<T>() where T : PreprocessingSpec => Steps.OfType<T>().LastOrDefault();
}

/// <summary>What a field's columns become.</summary>
internal enum FieldForm
{
    Numbers,
    Ids,
    Classes,
    Image,
    Mask,
    Boxes,
    Tensor,
    Text,
    Decoder,
    TextLabels,
    Windows,
    Ahead,
    Stream,
    NextTokens,
}
