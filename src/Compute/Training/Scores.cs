using TrainingService.Compute.Data;
using TrainingService.Compute.Runtime;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Training.Scoring;
using TrainingService.Contracts.Specs.Metrics;

namespace TrainingService.Compute.Training;

/// <summary>The scores of all of a run's outputs over one part of the data, and the objective they add up to.</summary>
internal sealed class Scores
{
    private readonly RunPlan plan;
    private readonly LossScore[] losses;
    private readonly IScore[][] scores;

    /// <summary>Empty scores.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="data">How fields are scaled for the network, and back, by their place in the schema.</param>
    /// <param name="withConfusion">Whether confusion matrices are counted where asked for.</param>
    public Scores(RunPlan plan, PreparedRows data, bool withConfusion)
    {
        this.plan = plan;
        losses = [.. plan.Outputs.Select(output => new LossScore(output.Metrics.OfType<PerplexityMetric>().Any()))];
        scores =
        [
            .. plan.Outputs.Select((output, i) => output.Metrics
                .Where(metric => !GeneratedScores.Is(metric) && (withConfusion || metric is not ConfusionMatrixMetric))
                .Select(metric => ScoreFactory.Of(metric, Judged(i, data)))
                .OfType<IScore>().Prepend(losses[i]).ToArray()),
        ];
    }

    /// <summary>Whether anything was counted.</summary>
    public bool IsEmpty => losses[0].Rows == 0;

    /// <summary>The objective: the weighted sum of the outputs' mean losses.</summary>
    public double Loss
    {
        get
        {
            var sum = 0.0;
            for (var i = 0; i < losses.Length; i++) sum += plan.Outputs[i].Weight * losses[i].Loss;
            return sum;
        }
    }

    /// <summary>Row = true class, column = predicted class, of the first output that asks for it; null if none does.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? Confusion => scores.SelectMany(all => all).OfType<ConfusionScore>().FirstOrDefault()?.Matrix;

    /// <summary>Rows or positions counted of the first output's last batch: what its mean loss was taken over.</summary>
    public int LastRows => losses[0].LastRows;

    /// <summary>Counts one output's batch.</summary>
    /// <returns>The batch's loss sum.</returns>
    public double Add(int output, BatchResult result)
    {
        foreach (var score in scores[output]) score.Add(result);
        return losses[output].LastSum;
    }

    /// <summary>Puts the metrics into a dictionary, each name with the prefix (`val_` or `test_`) before it.</summary>
    public void Report(string prefix, Dictionary<string, double> metrics)
    {
        metrics[prefix + "loss"] = Loss;
        for (var i = 0; i < losses.Length; i++)
        {
            var name = prefix + MetricNames.Prefix(plan.Spec, plan.Outputs[i]);
            if (plan.Spec.Outputs is not null) metrics[name + "loss"] = losses[i].Loss;
            foreach (var score in scores[i]) score.Report(name, metrics);
        }
    }

    /// <summary>Back to nothing.</summary>
    public void Clear()
    {
        // Within an epoch, where nothing is allocated: hence no query.
        foreach (var all in scores)
        {
            foreach (var score in all) score.Clear();
        }
    }

    /// <summary>Writes the state.</summary>
    public void Save(BinaryWriter writer)
    {
        foreach (var score in scores.SelectMany(all => all)) score.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Restore(BinaryReader reader)
    {
        foreach (var score in scores.SelectMany(all => all)) score.Restore(reader);
    }

    private ScoredOutput Judged(int output, PreparedRows data)
    {
        var target = plan.Losses[output].Target;
        var step = plan.Training.Full.Outputs[output];
        return new ScoredOutput(
            plan.Data.Schema.Fields[target], plan.Outputs[output].Loss, step.Outputs, step.RowsPerSample, data.Scaling[target] ?? FieldScaling.None)
        {
            Unit = data.Units?[target],
        };
    }
}
