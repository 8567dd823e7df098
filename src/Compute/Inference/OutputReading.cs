using TrainingService.Compute.Data;
using TrainingService.Contracts.Specs.Losses;

namespace TrainingService.Compute.Inference;

/// <summary>What a network's raw outputs mean, given the loss they were trained against.</summary>
public enum OutputMeaning
{
    /// <summary>Numbers as they are.</summary>
    Numbers,

    /// <summary>One logit per class; softmax gives probabilities.</summary>
    ClassLogits,

    /// <summary>One probability per class.</summary>
    ClassProbabilities,

    /// <summary>One score per class, the largest wins; they are no probabilities (hinge, mean squared error).</summary>
    ClassScores,

    /// <summary>One logit of the second of two classes, or one per label; the sigmoid gives probabilities.</summary>
    LabelLogits,

    /// <summary>One probability of the second of two classes, or one per label.</summary>
    LabelProbabilities,

    /// <summary>One margin: above 0 is the second of two classes.</summary>
    Margin,
}

/// <summary>Reads a network's raw outputs.</summary>
public static class OutputReading
{
    /// <summary>The meaning of outputs.</summary>
    /// <param name="loss">What they were trained against.</param>
    /// <param name="target">The field they were compared with.</param>
    /// <param name="outputs">Numbers per row (or position).</param>
    public static OutputMeaning Of(LossSpec loss, FieldSchema target, int outputs)
    {
        ArgumentNullException.ThrowIfNull(target);
        return loss switch
        {
            CrossEntropyLoss { FromLogits: false } or KlDivergenceLoss { FromLogits: false } => OutputMeaning.ClassProbabilities,
            CrossEntropyLoss or KlDivergenceLoss => OutputMeaning.ClassLogits,
            FocalLoss or MaskLoss when target.IsInteger && outputs > 1 => OutputMeaning.ClassLogits,
            FocalLoss or MaskLoss or LogLoss => OutputMeaning.LabelLogits,
            BinaryCrossEntropyLoss { FromLogits: true } => OutputMeaning.LabelLogits,
            BinaryCrossEntropyLoss => OutputMeaning.LabelProbabilities,
            _ when target.IsInteger => outputs == 1 ? OutputMeaning.Margin : OutputMeaning.ClassScores,
            _ => OutputMeaning.Numbers,
        };
    }

    /// <summary>Turns logits into probabilities in place, in double precision; leaves what is none as it is.</summary>
    public static void ToProbabilities(OutputMeaning meaning, Span<double> row)
    {
        if (meaning == OutputMeaning.LabelLogits)
        {
            foreach (ref var z in row) z = 1 / (1 + Math.Exp(-z));
            return;
        }

        if (meaning != OutputMeaning.ClassLogits) return;
        var largest = double.NegativeInfinity;
        foreach (var z in row) largest = Math.Max(largest, z);
        var sum = 0.0;
        foreach (ref var z in row)
        {
            z = Math.Exp(z - largest);
            sum += z;
        }

        foreach (ref var p in row) p /= sum;
    }
}
