using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace TrainingService.Api.Live;

/// <summary>A feed as server-sent events that shows signs of life while it has nothing to say.</summary>
internal static class HeartbeatStream
{
    /// <summary>The feed's items, with an event `heartbeat` without data after each pause of that length.</summary>
    /// <param name="watch">Starts the feed.</param>
    /// <param name="itemOf">An item as it is sent.</param>
    /// <param name="heartbeat">The pause.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">The client has left.</param>
    public static async IAsyncEnumerable<SseItem<T?>> OfAsync<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> watch,
        Func<T, SseItem<T?>> itemOf,
        TimeSpan heartbeat,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellation)
        where T : class
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var events = watch(left.Token).GetAsyncEnumerator(left.Token);
        var next = MoveAsync(events);
        try
        {
            while (true)
            {
                var ready = await Task.WhenAny(next, Task.Delay(heartbeat, time, cancellation)) == next;
                if (!ready)
                {
                    if (cancellation.IsCancellationRequested) yield break;
                    yield return new SseItem<T?>(null, "heartbeat");
                    continue;
                }

                if (!await next) yield break;
                yield return itemOf(events.Current);
                next = MoveAsync(events);
            }
        }
        finally
        {
            // An enumerator may be disposed only when its last move has ended.
            await left.CancelAsync();
            await next;
        }
    }

    /// <summary>The next item; none when the client has left or the service stops, after which the client asks again where it stands.</summary>
    private static async Task<bool> MoveAsync<T>(IAsyncEnumerator<T> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
