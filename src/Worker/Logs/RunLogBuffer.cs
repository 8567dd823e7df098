using System.Threading.Channels;
using TrainingService.Contracts.Runs;

namespace TrainingService.Worker.Logs;

/// <summary>Lines on their way to the database. Whoever logs never waits: while the database is away the oldest lines are dropped, and counted.</summary>
internal sealed class RunLogBuffer
{
    /// <summary>Lines held at most.</summary>
    public const int Capacity = 4096;

    private readonly Channel<(Guid Run, RunLogLine Line)> _lines;
    private long _dropped;

    public RunLogBuffer() => _lines = Channel.CreateBounded<(Guid, RunLogLine)>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
        _ => Interlocked.Increment(ref _dropped));

    /// <summary>Lines dropped since the last call.</summary>
    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);

    /// <summary>Adds a line.</summary>
    public void Add(Guid run, RunLogLine line) => _lines.Writer.TryWrite((run, line));

    /// <summary>Waits for lines. False when no more come.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellation) => _lines.Reader.WaitToReadAsync(cancellation);

    /// <summary>What is there now, in order.</summary>
    public IReadOnlyList<(Guid Run, RunLogLine Line)> Take()
    {
        var lines = new List<(Guid, RunLogLine)>();
        while (lines.Count < Capacity && _lines.Reader.TryRead(out var line)) lines.Add(line);
        return lines;
    }
}
