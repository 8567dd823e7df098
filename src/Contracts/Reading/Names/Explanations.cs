using TrainingService.Contracts.Specs.Losses;

namespace TrainingService.Contracts.Reading.Names;

/// <summary>Names that exist in the field but are no choice here, and why.</summary>
internal static class Explanations
{
    private const string ZeroOne =
        "The 0-1 loss counts mistakes; its gradient is zero almost everywhere, so nothing can be learnt from it. Train with a surrogate: cross_entropy "
        + "(classes), binary_cross_entropy, log_loss, hinge or exponential (yes or no). Ask for the metric zero_one: it is reported as a score.";

    /// <summary>Why a name is no choice for a type, or null when nothing is known of it.</summary>
    public static string? Of(Type type, string given)
    {
        var name = Suggest.Squeeze(given);
        return type == typeof(LossSpec) && name is "zeroone" or "zerooneloss" or "01" or "01loss" or "0" or "misclassification" or "accuracy" or "errorrate"
            ? ZeroOne
            : null;
    }
}
