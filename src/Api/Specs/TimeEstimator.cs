using System.Text.Json;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Runs;
using TrainingService.Contracts.Validation;
using TrainingService.Storage.Profiles;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Specs;

/// <summary>
/// How long a spec will probably train, from what was measured on the workers. Nothing is said where nothing like it was trained: this process need not be
/// as fast as they are.
/// </summary>
public sealed class TimeEstimator(IRunStore store, ProfileFiles profiles)
{
    private const int LookedAt = 60;
    private const int Enough = 10;
    private const double Similar = 4;

    /// <summary>The estimate, or null.</summary>
    internal async Task<TimeEstimate?> EstimateAsync(CheckedSpec spec, CancellationToken cancellation)
    {
        var query = new RunQuery([RunState.Succeeded], LookedAt, null);
        var runs = (await store.ListAsync(query, cancellation)).Items.Where(run => run.Result is { Epochs: > 0 }).ToList();
        var asked = JsonSerializer.SerializeToElement(spec.Spec, ContractsJson.Options);
        double[] same = [.. runs.Where(run => IsSame(run.Spec, asked)).Take(Enough).Select(run => run.Result!.TrainingSeconds / run.Result.Epochs)];
        var epochs = spec.Spec.Training.Epochs;
        if (same.Length > 0) return new TimeEstimate(same.Min() * epochs, same.Max() * epochs, EstimateBasis.SameNetwork, same.Length);

        List<double> perRow = [];
        var batch = (double)spec.Report.Rows.Training / Math.Max(1, spec.Report.StepsPerEpoch);
        foreach (var run in runs)
        {
            if (perRow.Count == Enough) break;
            if (await profiles.ReadAsync(run.Id, cancellation) is { } profile && SecondsPerRow(profile, spec.Report.FlopsPerSample, batch) is { } seconds) perRow.Add(seconds);
        }

        if (perRow.Count == 0) return null;
        var rows = (double)spec.Report.Rows.Training * epochs;
        return new TimeEstimate(perRow.Min() * rows, perRow.Max() * rows, EstimateBasis.SimilarWork, perRow.Count);
    }

    /// <summary>Whether an epoch is the same work: everything but the number of epochs, names, seeds and what only changes numbers.</summary>
    private static bool IsSame(JsonElement one, JsonElement other) =>
        Equal(one, other, "model") && Equal(one, other, "dataset") && Equal(one, other, "outputs") && Equal(one, other, "device")
        && one.TryGetProperty("training", out var a) && other.TryGetProperty("training", out var b) && Equal(a, b, "batch_size");

    private static bool Equal(JsonElement one, JsonElement other, string member) =>
        (one.TryGetProperty(member, out var a), other.TryGetProperty(member, out var b)) switch
        {
            (true, true) => JsonElement.DeepEquals(a, b),
            (false, false) => true,
            _ => false,
        };

    private static double? SecondsPerRow(RunProfile profile, long flops, double batch)
    {
        var own = profile.Gflops * 1e9 * profile.StepMs / 1e3 / profile.Batch;
        return IsNear(own, flops) && IsNear(profile.Batch, batch) ? profile.StepMs / 1e3 / profile.Batch * flops / own : null;
    }

    private static bool IsNear(double one, double other) => one > 0 && other > 0 && Math.Max(one / other, other / one) <= Similar;
}
