using Microsoft.AspNetCore.Http.HttpResults;
using TrainingService.Api.Problems;
using TrainingService.Contracts.Predictions;
using TrainingService.Datasets;
using TrainingService.Storage.Runs;

namespace TrainingService.Api.Models;

/// <summary>`POST /api/v1/runs/{id}/predict`: asks a trained model.</summary>
public static class PredictionEndpoint
{
    private const int MaxRows = 10_000;
    private const long MaxBytes = 64L << 20;

    /// <summary>Adds it to the group of the runs.</summary>
    public static void MapPrediction(this RouteGroupBuilder runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        runs.MapPost("/{id:guid}/predict", PredictAsync).WithName("predict").WithSummary("Asks a run's model")
            .WithDescription(
                "Rows as they were in the dataset, before any preprocessing: what was learned on the training rows is applied to them. Gives classes with "
                + "probabilities, numbers in their unit, masks, boxes or sequences, as the run was trained to. At most 10,000 rows and 64 MiB at once.")
            .WithMetadata(new RequestSizeLimit(MaxBytes))
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(422);
    }

    private static async Task<Results<Ok<PredictionAnswer>, ProblemHttpResult>> PredictAsync(
        Guid id, PredictionRequest request, IRunStore store, PredictorCache models, CancellationToken cancellation)
    {
        var (run, problem) = await ModelEndpoints.FindTrainedAsync(id, store, cancellation);
        if (problem is not null) return problem;
        if (request.Rows.Count is 0 or > MaxRows)
        {
            return Problem.Rows([new("#/rows", "out_of_range", $"{request.Rows.Count} rows were sent.", $"1 to {MaxRows} rows")]);
        }

        try
        {
            var model = await models.GetAsync(id, run!.Result!.WeightsSha256).WaitAsync(cancellation);
            var predictions = await Task.Run(() => model.Predict(request.Rows, request.Generation), cancellation);
            return TypedResults.Ok(new PredictionAnswer(predictions, run.Result.WeightsSha256));
        }
        catch (DatasetSpecException exception)
        {
            return Problem.Rows(exception.Errors);
        }
        catch (FileNotFoundException)
        {
            return ModelEndpoints.Missing(id);
        }
        catch (InvalidDataException exception)
        {
            return Problem.Of(StatusCodes.Status409Conflict, "The model can't be used", exception.Message);
        }
    }

    private sealed record RequestSizeLimit(long? MaxRequestBodySize) : Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata;
}
