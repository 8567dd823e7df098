using System.Globalization;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Specs;

namespace TrainingService.Compute.Diagnosis;

/// <summary>
/// Says of a finished run whether it is healthy, overfitting, underfitting or unstable: a pure function of its losses, its spec and the loss of
/// guessing. The first that applies of: the training loss jumps or ends above its start; the validation loss rose from its best while the training
/// loss fell, or never followed it; the training loss is near that of guessing, or was still falling at the end.
/// </summary>
internal static class RunDiagnoser
{
    private const double Jump = 1.15;
    private const double Rise = 1.1;

    /// <summary>The diagnosis.</summary>
    /// <param name="curves">Losses by epoch, at least one.</param>
    /// <param name="spec">The resolved spec.</param>
    /// <param name="chance">Loss of guessing, if it is known (log of the number of classes for cross-entropy).</param>
    public static RunDiagnosis Of(LossCurves curves, RunSpec spec, double? chance)
    {
        List<string> evidence = [];
        var verdict = IsUnstable(curves.Training, evidence) ? DiagnosisVerdict.Unstable
            : IsOverfitting(curves, evidence) ? DiagnosisVerdict.Overfitting
            : IsUnderfitting(curves, chance, evidence) ? DiagnosisVerdict.Underfitting
            : DiagnosisVerdict.Healthy;
        if (verdict == DiagnosisVerdict.Healthy) Praise(curves, evidence);
        return new RunDiagnosis { Verdict = verdict, Evidence = evidence, Remedies = [.. DiagnosisRemedies.Of(verdict, curves, spec)] };
    }

    private static bool IsUnstable(IReadOnlyList<double> losses, List<string> evidence)
    {
        if (losses.Count < 3) return false;
        var jumps = Enumerable.Range(1, losses.Count - 1).Where(i => losses[i] > Jump * losses[i - 1] && losses[i] > 0.05 * losses[0]).ToList();
        if (losses[^1] > 1.05 * losses[0] || (losses[^1] > 2 * losses.Min() && losses[^1] > 0.5 * losses[0]))
        {
            evidence.Add($"The training loss ended at {Shown(losses[^1])}; it began at {Shown(losses[0])} and was {Shown(losses.Min())} at its lowest.");
            return true;
        }

        if (jumps.Count < 2 || jumps.Count * 5 < losses.Count - 1) return false;
        evidence.Add($"The training loss jumped up by more than 15 % in {jumps.Count} of {losses.Count - 1} epochs, first in epoch {jumps[0] + 1}: "
            + $"{Shown(losses[jumps[0] - 1])} to {Shown(losses[jumps[0]])}.");
        return true;
    }

    private static bool IsOverfitting(LossCurves curves, List<string> evidence)
    {
        var (training, held) = (curves.Training, curves.Validation);
        if (held.Count < 3) return false;
        var best = Enumerable.Range(0, held.Count).MinBy(i => held[i]);
        if (held[^1] > Rise * held[best] && best < held.Count - 2 && training[^1] < training[best])
        {
            evidence.Add($"The validation loss was best in epoch {best + 1} ({Shown(held[best])}) and rose to {Shown(held[^1])} by epoch {held.Count}, "
                + $"while the training loss fell from {Shown(training[best])} to {Shown(training[^1])}.");
            return true;
        }

        if (held[^1] < 2 * training[^1] || training[^1] > 0.5 * training[0] || held[^1] < 0.6 * held[0]) return false;
        evidence.Add($"The training loss fell from {Shown(training[0])} to {Shown(training[^1])}, the validation loss only from {Shown(held[0])} to {Shown(held[^1])}.");
        return true;
    }

    private static bool IsUnderfitting(LossCurves curves, double? chance, List<string> evidence)
    {
        var losses = curves.Training;
        if (chance is { } guess && losses[^1] > 0.7 * guess)
            evidence.Add($"The training loss ended at {Shown(losses[^1])}; guessing has {Shown(guess)}.");
        else if (chance is null && losses.Count >= 3 && losses[^1] > 0.9 * losses[0])
            evidence.Add($"The training loss hardly moved: {Shown(losses[0])} in the first epoch, {Shown(losses[^1])} in the last.");
        var window = Math.Max(1, losses.Count / 5);
        if (losses.Count >= 3 && losses[^1] < 0.9 * losses[^(1 + window)] && losses[^1] > 0.1 * losses[0])
        {
            evidence.Add($"The training loss was still falling: {Shown(losses[^(1 + window)])} to {Shown(losses[^1])} in the last {window} epoch(s).");
        }

        return evidence.Count > 0;
    }

    private static void Praise(LossCurves curves, List<string> evidence)
    {
        var (training, held) = (curves.Training, curves.Validation);
        evidence.Add($"The training loss went from {Shown(training[0])} to {Shown(training[^1])} in {training.Count} epoch(s).");
        if (held.Count > 0) evidence.Add($"The validation loss ended at {Shown(held[^1])}; its best was {Shown(held.Min())}.");
        else evidence.Add("No rows were held out, so overfitting could not be seen: dataset.validation tells more.");
    }

    private static string Shown(double loss) => loss.ToString("G3", CultureInfo.InvariantCulture);
}
