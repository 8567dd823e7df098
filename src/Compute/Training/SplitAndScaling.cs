using TrainingService.Compute.Data;
using TrainingService.Contracts.Specs.Datasets;

namespace TrainingService.Compute.Training;

/// <summary>Split and scaling of a dataset that comes without: held-out rows drawn from the seed, standardized inputs.</summary>
internal static class SplitAndScaling
{
    /// <summary>The dataset's own preparation, or one drawn and learned here.</summary>
    public static PreparedRows Of(Dataset data, ValidationSpec? validation, ulong seed)
    {
        if (data.Prepared is { } prepared) return prepared;
        var split = DataSplit.Draw(data.Description, data.Training, validation, seed);
        var scaling = new FieldScaling?[data.Description.Schema.Fields.Count];
        if (!data.Description.Schema.Inputs[0].IsInteger)
            scaling[0] = FeatureScaling.Learn(data.Training, data.Description.Schema.FeatureCount, split.Training);
        return new PreparedRows(split.Training, split.Validation, null, scaling);
    }
}
