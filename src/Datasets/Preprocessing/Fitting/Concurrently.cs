using System.Runtime.ExceptionServices;

namespace TrainingService.Datasets.Preprocessing.Fitting;

/// <summary>Independent pieces of work on all cores. What one of them throws comes out as it was thrown; faults of the spec come out all together.</summary>
internal static class Concurrently
{
    public static void For(int count, Action<int> body, CancellationToken cancellation = default)
    {
        try
        {
            // No more than there are processors: what waits for the disk would otherwise draw in thread after thread, each with its own buffers.
            var options = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
            Parallel.For(0, count, options, body);
        }
        catch (AggregateException exception)
        {
            DatasetSpecException[] faults = [.. exception.InnerExceptions.OfType<DatasetSpecException>()];
            if (faults.Length == 0) ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
            throw new DatasetSpecException([.. faults.SelectMany(fault => fault.Errors).OrderBy(error => error.Detail, StringComparer.Ordinal)]);
        }
    }
}
