namespace TrainingService.Contracts.Validation;

/// <summary>How long training will probably take, told from runs that were trained here. Early stopping can end it sooner.</summary>
/// <param name="LowSeconds">As fast as the fastest of them.</param>
/// <param name="HighSeconds">As slow as the slowest.</param>
/// <param name="Basis">What it is told from.</param>
/// <param name="Runs">How many runs that is.</param>
public sealed record TimeEstimate(double LowSeconds, double HighSeconds, EstimateBasis Basis, int Runs);

/// <summary>What an estimate is told from.</summary>
public enum EstimateBasis
{
    /// <summary>Runs of the same network, data and batch size: their seconds per epoch, evaluation included.</summary>
    SameNetwork,

    /// <summary>Runs of other networks whose work per row and batch size are within four times: their time of a step, in proportion to the work. Evaluation is left out.</summary>
    SimilarWork,
}
