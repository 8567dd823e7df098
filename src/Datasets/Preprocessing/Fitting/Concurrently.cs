using System.Runtime.ExceptionServices;

namespace TrainingService.Datasets.Preprocessing.Fitting;

/// <summary>Independent pieces of work on all cores. What one of them throws comes out as it was thrown; faults of the spec come out all together.</summary>
internal static class Concurrently
{
    public static void For(int count, Action<int> body, CancellationToken cancellation = default)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, body);
        }
        catch (AggregateException exception)
        {
            DatasetSpecException[] faults = [.. exception.InnerExceptions.OfType<DatasetSpecException>()];
            if (faults.Length == 0) ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
            throw new DatasetSpecException([.. faults.SelectMany(fault => fault.Errors).OrderBy(error => error.Detail, StringComparer.Ordinal)]);
        }
    }
}
