using TrainingService.Compute.Runtime;
using TrainingService.Compute.Specs;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Losses;

namespace TrainingService.Compute.Training;

/// <summary>The scores of all of a run's outputs over one part of the data, and the objective they add up to.</summary>
internal sealed class Scores
{
    private readonly RunPlan plan;
    private readonly Score[] scores;

    /// <summary>Empty scores.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="withConfusion">Whether confusion matrices are counted where asked for.</param>
    public Scores(RunPlan plan, bool withConfusion)
    {
        this.plan = plan;
        scores = [.. plan.Outputs.Select((output, i) => New(output, plan, i, withConfusion && output.Metrics.Contains(MetricKind.ConfusionMatrix)))];
    }

    /// <summary>One score per output.</summary>
    public IReadOnlyList<Score> All => scores;

    /// <summary>Whether anything was counted.</summary>
    public bool IsEmpty => scores[0].Rows == 0;

    /// <summary>The objective: the weighted sum of the outputs' mean losses.</summary>
    public double Loss
    {
        get
        {
            var sum = 0.0;
            for (var i = 0; i < scores.Length; i++) sum += plan.Outputs[i].Weight * scores[i].Loss;
            return sum;
        }
    }

    /// <summary>Counts one output's batch.</summary>
    /// <returns>The batch's loss sum.</returns>
    public double Add(int output, BatchResult result)
    {
        var target = plan.Data.Schema.Fields[Objectives.TargetOf(plan.Outputs[output], plan.Data.Schema)];
        return scores[output].Add(result.Losses, result.Predictions, target.IsInteger ? result.Labels : []);
    }

    /// <summary>Puts the metrics into a dictionary, each name with the prefix (`val_` or `test_`) before it.</summary>
    public void Report(string prefix, Dictionary<string, double> metrics)
    {
        metrics[prefix + "loss"] = Loss;
        for (var i = 0; i < scores.Length; i++)
        {
            var name = prefix + MetricNames.Prefix(plan.Spec, plan.Outputs[i]);
            if (plan.Spec.Outputs is not null) metrics[name + "loss"] = scores[i].Loss;
            if (plan.Outputs[i].Metrics.Contains(MetricKind.Accuracy)) metrics[name + "accuracy"] = scores[i].Accuracy;
        }
    }

    /// <summary>Back to nothing.</summary>
    public void Clear()
    {
        foreach (var score in scores) score.Clear();
    }

    private static Score New(OutputSpec output, RunPlan plan, int index, bool withConfusion)
    {
        var target = plan.Data.Schema.Fields[Objectives.TargetOf(output, plan.Data.Schema)];
        var decisions = output.Loss is BinaryCrossEntropyLoss ? plan.Training.Full.Outputs[index].Outputs : 1;
        return new Score(target.IsInteger ? target.Classes : 0, decisions, withConfusion);
    }
}
