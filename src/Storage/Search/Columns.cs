using System.Linq.Expressions;
using TrainingService.Contracts.Filters;
using TrainingService.Contracts.Runs;
using TrainingService.Storage.Model;

namespace TrainingService.Storage.Search;

/// <summary>Where the columns of filters are in a row.</summary>
internal static class Columns
{
    /// <summary>States in the order of a run's life.</summary>
    private static readonly RunState[] States = Enum.GetValues<RunState>();

    public static Expression<Func<RunRow, string?>> Text(RunColumn column) => column switch
    {
        RunColumn.Name => r => r.Name,
        RunColumn.Dataset => r => r.Dataset,
        RunColumn.DatasetVersion => r => r.DatasetVersion,
        RunColumn.Device => r => r.Device,
        RunColumn.Worker => r => r.Worker,
        RunColumn.Owner => r => r.Owner,
        RunColumn.Notes => r => r.Notes,
        RunColumn.Failure => r => r.FailureCode,
        _ => throw Unhandled(column),
    };

    public static Expression<Func<RunRow, DateTime?>> Time(RunColumn column) => column switch
    {
        RunColumn.CreatedAt => r => r.CreatedAt,
        RunColumn.StartedAt => r => r.StartedAt,
        RunColumn.FinishedAt => r => r.FinishedAt,
        _ => throw Unhandled(column),
    };

    public static Expression<Func<RunRow, double?>> Number(RunColumn column) => column switch
    {
        RunColumn.Duration => r => r.DurationSeconds,
        RunColumn.Attempt => r => r.Attempt,
        RunColumn.Priority => r => r.Priority,
        RunColumn.Epochs => r => r.EpochsDone,
        _ => throw Unhandled(column),
    };

    public static Expression<Func<RunMetricRow, double?>> Metric(MetricAggregate aggregate) => aggregate switch
    {
        MetricAggregate.Last => m => m.Last,
        MetricAggregate.Best => m => m.Best,
        MetricAggregate.Min => m => m.Min,
        MetricAggregate.Max => m => m.Max,
        _ => throw new ArgumentOutOfRangeException(nameof(aggregate), aggregate, null),
    };

    /// <summary>A state's place in a run's life.</summary>
    public static Expression<Func<RunRow, double?>> StateRank()
    {
        var run = Expression.Parameter(typeof(RunRow), "r");
        var state = Expression.Property(run, nameof(RunRow.State));
        Expression rank = Expression.Constant((double?)States.Length, typeof(double?));
        for (var i = States.Length - 1; i >= 0; i--)
        {
            rank = Expression.Condition(Expression.Equal(state, Expression.Constant(States[i])), Expression.Constant((double?)i, typeof(double?)), rank);
        }

        return Expression.Lambda<Func<RunRow, double?>>(rank, run);
    }

    private static ArgumentOutOfRangeException Unhandled(RunColumn column) => new(nameof(column), column, "Not a column of this kind.");
}
