using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;
using TrainingService.Storage.Feed;

namespace TrainingService.Storage.Postgres;

/// <summary>Signals between processes over LISTEN/NOTIFY. One connection per process listens, from the first listener on.</summary>
internal sealed class PostgresRunSignals : IRunSignals, IAsyncDisposable
{
    public const string Channel = "training_runs";

    private readonly NpgsqlDataSource _source;
    private readonly SignalListeners _listeners = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lazy<Task> _pump;

    public PostgresRunSignals(NpgsqlDataSource source, ListenConnection connection)
    {
        _source = source;
        _pump = new Lazy<Task>(() => Task.Run(() => connection.RunAsync(Channel, Connected, Heard, _stop.Token)));
    }

    /// <summary>In a transaction of its own: NOTIFY takes a lock on commit that all notifiers share, which no data write should hold.</summary>
    public async Task PublishAsync(RunSignal signal, CancellationToken cancellation)
    {
        await using var command = _source.CreateCommand("SELECT pg_notify($1, $2)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Channel });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Payload.Write(signal) });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async IAsyncEnumerable<RunSignal> ListenAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stop.Token);
        await using var signals = _listeners.ListenAsync(either.Token).GetAsyncEnumerator(either.Token);
        // Reading registers the listener, so it must begin before the connection does: the first CatchUp is for it.
        var next = signals.MoveNextAsync().AsTask();
        _ = _pump.Value;
        while (await next)
        {
            yield return signals.Current;
            next = signals.MoveNextAsync().AsTask();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_pump.IsValueCreated) await _pump.Value;
        _stop.Dispose();
    }

    private void Connected() => _listeners.Broadcast(RunSignal.CatchUp);

    private void Heard(string payload)
    {
        // Something unreadable on our channel still says that something happened.
        _listeners.Broadcast(Payload.TryRead(payload, out var signal) ? signal : RunSignal.CatchUp);
    }

    private static class Payload
    {
        public static string Write(RunSignal signal) => string.Create(CultureInfo.InvariantCulture, $"{signal.RunId:D}:{signal.Seq}");

        public static bool TryRead(string text, out RunSignal signal)
        {
            signal = default;
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !Guid.TryParseExact(text.AsSpan(0, colon), "D", out var id)) return false;
            if (!long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seq)) return false;
            signal = new RunSignal(id, seq);
            return true;
        }
    }
}
