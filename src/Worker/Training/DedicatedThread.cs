namespace TrainingService.Worker.Training;

/// <summary>Runs long synchronous work on a thread of its own, so that the thread pool keeps its threads for requests.</summary>
internal static class DedicatedThread
{
    /// <summary>Runs <paramref name="work"/> below normal priority, so that the API beside it stays responsive.</summary>
    public static Task<T> RunAsync<T>(string name, Func<T> work)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            ThreadNiceness.Lower();
            try
            {
                completion.SetResult(work());
            }
            catch (Exception e)
            {
                completion.SetException(e);
            }
        })
        {
            Name = name,
            IsBackground = true,
            Priority = ThreadPriority.BelowNormal,
        };
        thread.Start();
        return completion.Task;
    }
}
