using System.Runtime.CompilerServices;

namespace TrainingService.Api.Live;

/// <summary>A value of which only the newest counts, and its readers: each at its own speed, none costing memory, none missing the last one.</summary>
internal sealed class LatestValue<T>
    where T : class
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = NewSignal();
    private T? _value;

    /// <summary>The newest; null before the first.</summary>
    public T? Value
    {
        get { lock (_lock) return _value; }
    }

    /// <summary>Forgets the value; readers wait for the next.</summary>
    public void Clear()
    {
        lock (_lock) _value = null;
    }

    /// <summary>Replaces the value.</summary>
    public void Set(T value)
    {
        TaskCompletionSource announced;
        lock (_lock) (announced, _changed, _value) = (_changed, NewSignal(), value);
        announced.SetResult();
    }

    /// <summary>The value, then each newer one that there is when the reader comes back, until cancelled.</summary>
    public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        T? seen = null;
        while (true)
        {
            T? value;
            Task changed;
            lock (_lock) (value, changed) = (_value, _changed.Task);
            if (value is not null && !ReferenceEquals(value, seen)) yield return seen = value;
            else await changed.WaitAsync(cancellation);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
