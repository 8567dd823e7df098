using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Json;
using TrainingService.Contracts.Predictions;
using TrainingService.Contracts.Reading;
using TrainingService.Contracts.Reading.Names;
using TrainingService.Datasets;
using TrainingService.Datasets.Samples;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Models;

/// <summary>`GET /api/v1/runs/{id}/samples`: what a run's model says of rows it was not trained on.</summary>
internal static class SampleEndpoint
{
    private const int UsualCount = 12;
    private const int MostCount = 100;

    /// <summary>Adds it to the group of the runs.</summary>
    public static void MapSamples(this RouteGroupBuilder runs) =>
        runs.MapGet("/{id:guid}/samples", TakeAsync).WithName("get_run_samples").WithSummary("Shows held-out rows with prediction and truth")
            .WithDescription(
                "`part` is `test` (default) or `validation`, drawn as for training; `order` is `spread` (default: evenly over the part, always the same) or `worst` "
                + "(those of up to 1,000 that are missed most; of 64 where texts are written); `count` 1 to 100, 12 by default.")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    private static async Task<Results<Ok<RunSamples>, ProblemHttpResult>> TakeAsync(
        Guid id, string? part, string? order, string? count, IRunStore store, PredictorCache models, IHeldOutSamples samples, CancellationToken cancellation)
    {
        var (query, wrong) = Read(part, order, count);
        if (wrong is not null) return wrong;
        var (run, problem) = await ModelEndpoints.FindTrainedAsync(id, store, cancellation);
        if (problem is not null) return problem;
        if (SpecReader.Read(Encoding.UTF8.GetBytes(run!.Spec.GetRawText())).Spec is not { } spec)
            return Problem.Of(StatusCodes.Status409Conflict, "The spec can't be read", "The run was submitted to an earlier version; train it again.");
        try
        {
            var model = await models.GetAsync(id, run.Result!.WeightsSha256).WaitAsync(cancellation);
            var drawn = await samples.TakeAsync(model, spec.Dataset, spec.Seed, query!, cancellation);
            return drawn is null ? NoRows(id, query!.Part) : TypedResults.Ok(new RunSamples
            {
                RunId = id, Part = query!.Part, Rows = drawn.Rows, LookedAt = drawn.LookedAt, Order = drawn.Order, Dataset = run.Dataset,
                DatasetVersion = run.DatasetVersion, ImageColumns = drawn.ImageColumns, Items = drawn.Items, WeightsSha256 = run.Result.WeightsSha256,
            });
        }
        catch (FileNotFoundException)
        {
            return ModelEndpoints.Missing(id);
        }
        catch (DatasetNotFoundException exception)
        {
            return Problem.NotFound($"data of run {id}", exception.Message);
        }
        catch (DatasetSpecException exception)
        {
            return Problem.Of(StatusCodes.Status409Conflict, "The data can't be split as it was", exception.Errors[0].Detail);
        }
        catch (NotSupportedException exception)
        {
            return Problem.Of(StatusCodes.Status409Conflict, "There are no single rows to show", exception.Message);
        }
        catch (InvalidDataException exception)
        {
            return Problem.Of(StatusCodes.Status409Conflict, "The model can't be used", exception.Message);
        }
    }

    private static ProblemHttpResult NoRows(Guid id, SamplePart part) => part == SamplePart.Test
        ? Problem.NotFound($"test row of run {id}", "Its dataset has no part test and its spec holds none out (dataset.test).")
        : Problem.NotFound($"validation row of run {id}", "Its spec holds none out (dataset.validation).");

    private static (SampleQuery? Query, ProblemHttpResult? Problem) Read(string? part, string? order, string? count)
    {
        if (!TryWord<SamplePart>(part, out var wantedPart)) return (null, Wrong<SamplePart>("part", part!));
        if (!TryWord<SampleOrder>(order, out var wantedOrder)) return (null, Wrong<SampleOrder>("order", order!));
        var wanted = UsualCount;
        if (count is not null && (!int.TryParse(count, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out wanted) || wanted is < 1 or > MostCount))
            return (null, Problem.Parameter("count", $"\"{count}\" is not allowed.", $"an integer from 1 to {MostCount}"));
        return (new SampleQuery(wantedPart, wanted, wantedOrder), null);
    }

    private static bool TryWord<T>(string? word, out T value)
        where T : struct, Enum
    {
        value = default;
        return word is null || WireNames.All<T>().TryGetValue(word, out value);
    }

    private static ProblemHttpResult Wrong<T>(string name, string given)
        where T : struct, Enum
    {
        string[] words = [.. WireNames.All<T>().Keys];
        return Problem.Parameter(name, $"\"{given}\" is none.", string.Join(" or ", words), Suggest.Nearest(given, words));
    }
}
