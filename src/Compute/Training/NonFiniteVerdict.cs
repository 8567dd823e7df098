using TrainingService.Compute.Runtime;
using TrainingService.Compute.Specs;
using TrainingService.Contracts.Runs;

namespace TrainingService.Compute.Training;

/// <summary>Words for a run whose numbers are no longer finite: when, where it began, what to try.</summary>
internal static class NonFiniteVerdict
{
    /// <summary>The failure.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="state">Where it is: the step that failed.</param>
    /// <param name="what">Such as `The loss became infinite`.</param>
    /// <param name="code">A word for programs.</param>
    /// <param name="found">Where the first such value appeared.</param>
    /// <param name="rows">The batch's rows within the training part.</param>
    /// <param name="rate">The learning rate at that step.</param>
    public static RunFailure Of(RunPlan plan, TrainingState state, string what, string code, NonFinite found, ReadOnlySpan<int> rows, double rate)
    {
        var when = $"{what} at step {state.Step} (epoch {state.Epoch}, batch {state.Batch + 1}), before the weights were changed by it. ";
        if (found.Kind == NonFiniteKind.Input)
        {
            var field = plan.Data.Schema.Fields[found.Index].Name;
            return new RunFailure(code, $"{when}The data itself holds a value that is not finite: field \"{field}\", row {rows[found.Row]} of the training part. "
                + "Mend the data, or leave the row out.");
        }

        return new RunFailure(code, when + Where(plan, found) + Remedy(plan, found, rate));
    }

    private static string Where(RunPlan plan, NonFinite found) => found.Kind switch
    {
        NonFiniteKind.Parameter => $"The weights {plan.Network.Parameters[found.Index].Name} of {Layer(plan, plan.Network.Parameters[found.Index].Layer)} were no longer finite before it. ",
        NonFiniteKind.Forward => $"The first value that is not finite appeared in the forward pass, in the output of {Layer(plan, found.Index)}. ",
        NonFiniteKind.Backward => $"The first value that is not finite appeared in the backward pass, in a gradient of {Layer(plan, found.Index)}. ",
        NonFiniteKind.Loss => $"All layers' outputs were finite, up to that of {Layer(plan, plan.Network.Outputs[0])}; the loss of them is not. ",
        _ => "",
    };

    private static string Layer(RunPlan plan, int index)
    {
        if (index < 0) return "the loss";
        var id = plan.Spec.Model.Layers[index].Id;
        return $"layers/{index} ({plan.Network.Layers[index].Builder.Type}{(id is null ? "" : $" \"{id}\"")})";
    }

    private static string Remedy(RunPlan plan, NonFinite found, double rate)
    {
        var text = $"The usual cause is too large a step: try optimizer.learning_rate {rate / 10:G3} in place of {rate:G3}";
        if (plan.Spec.Optimizer.ClipNorm is null) text += ", or optimizer.clip_norm 1";
        if (found.Kind is NonFiniteKind.Loss or NonFiniteKind.Forward) text += ", or check the data for extreme values";
        return text + ".";
    }
}
