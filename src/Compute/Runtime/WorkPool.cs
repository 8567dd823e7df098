using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace TrainingService.Compute.Runtime;

/// <summary>
/// Threads that share out the chunks of one kernel call at a time, the caller included (<see cref="ChunkShares"/>). Which thread runs a chunk never matters for the result:
/// chunks write disjoint outputs. A call allocates nothing. Where workers or the caller are held up so often that they cost more than they give, the caller computes alone for a while
/// (<see cref="HelpGauge"/>).
/// </summary>
public sealed unsafe class WorkPool : IDisposable
{
    /// <summary>How long an idle worker looks for work before it sleeps: longer than the gaps within a step, shorter than anyone notices.</summary>
    private static readonly long SpinTicks = Stopwatch.Frequency * 40 / 1_000_000;

    private readonly Lock starting = new();
    private readonly object sleep = new();
    private readonly Thread[] workers;
    private readonly bool spins;
    private readonly ChunkShares shares;

    // The call in progress. Written only while no chunk is open, read only by threads that own a chunk of it.
    private delegate*<void*, int, void> kernel;
    private void* arguments;
    private int chunks;
    private ExceptionDispatchInfo? failure;

    // Calls so far; counted when all chunks of one are on offer.
    private int calls;
    private int finished;
    private int sleepers;
    private bool stopping;
    private volatile bool aborted;
    private HelpGauge gauge;
    private HeldTime heldTime;

    /// <summary>Starts the threads, at the priority of the calling one.</summary>
    /// <param name="threads">Threads that compute, the caller of <see cref="Run"/> included; at least 1.</param>
    public WorkPool(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = threads;

        // With more threads than processors a spinning thread would stand in the way of a working one.
        spins = threads <= Environment.ProcessorCount;
        shares = new ChunkShares(threads);
        workers = new Thread[threads - 1];
        for (var i = 0; i < workers.Length; i++)
        {
            var number = i + 1;
            workers[i] = new Thread(() => Work(number)) { IsBackground = true, Name = $"compute-{number}", Priority = Thread.CurrentThread.Priority };
            workers[i].Start();
        }
    }

    /// <summary>Threads that compute, the caller included.</summary>
    public int Threads { get; }

    /// <summary>Whether <see cref="Abort"/> was called.</summary>
    public bool IsAborted => aborted;

    /// <summary>Tells whoever runs a list of calls to leave the rest of it, from any thread and for good. A call in progress ends as always.</summary>
    public void Abort() => aborted = true;

    /// <summary>
    /// Calls <paramref name="kernel"/> once for each chunk from 0, on any thread, in any order; returns when all are done. An exception thrown by
    /// a chunk is thrown here, after chunks in progress have ended and the others were given up.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another thread, or a chunk of this pool, is in this method.</exception>
    public void Run(delegate*<void*, int, void> kernel, void* arguments, int chunks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(chunks);
        if (chunks == 1 || workers.Length == 0)
        {
            RunAlone(kernel, arguments, chunks);
            return;
        }

        ObjectDisposedException.ThrowIf(Volatile.Read(ref stopping), this);
        var start = Stopwatch.GetTimestamp();
        if (!starting.TryEnter())
            throw new InvalidOperationException("The pool is running another call.");
        try
        {
            if (finished != this.chunks)
                throw new InvalidOperationException("The pool is running a chunk that called it again.");
            if (gauge.IsAlone(start))
                RunAlone(kernel, arguments, chunks);
            else
                Share(kernel, arguments, chunks, start);
        }
        finally
        {
            starting.Exit();
        }
    }

    /// <summary>Ends the threads and waits for them. Not to be called while <see cref="Run"/> is.</summary>
    public void Dispose()
    {
        lock (sleep)
        {
            Volatile.Write(ref stopping, true);
            Monitor.PulseAll(sleep);
        }

        foreach (var worker in workers)
            worker.Join();
    }

    private static void RunAlone(delegate*<void*, int, void> kernel, void* arguments, int chunks)
    {
        for (var chunk = 0; chunk < chunks; chunk++)
            kernel(arguments, chunk);
    }

    private void Share(delegate*<void*, int, void> kernel, void* arguments, int chunks, long start)
    {
        heldTime.Begin(start);
        this.kernel = kernel;
        this.arguments = arguments;
        this.chunks = chunks;
        failure = null;
        finished = 0;
        shares.Open(chunks);
        Interlocked.Increment(ref calls);
        if (Volatile.Read(ref sleepers) > 0)
        {
            lock (sleep)
                Monitor.PulseAll(sleep);
        }

        var own = RunChunks(0);
        var idle = Stopwatch.GetTimestamp();
        var spin = 0;
        while (Volatile.Read(ref finished) < chunks)
        {
            if (!spins || ++spin > 2000)
                Thread.Yield();
            else
                Thread.SpinWait(4);
        }

        var end = Stopwatch.GetTimestamp();
        gauge.Add(start, idle, end, own, chunks, heldTime.End(idle, end));
        failure?.Throw();
    }

    private void Work(int thread)
    {
        var seen = 0;
        while (!Volatile.Read(ref stopping))
        {
            if (Volatile.Read(ref calls) is var now && now != seen)
            {
                seen = now;
                RunChunks(thread);
            }
            else if (!Spin(seen))
            {
                Sleep(seen);
            }
        }
    }

    /// <summary>Claims and runs chunks until none is left; gives how many.</summary>
    private int RunChunks(int thread)
    {
        var ran = 0;
        for (var chunk = shares.Claim(thread); chunk >= 0; chunk = shares.Claim(thread))
        {
            RunChunk(chunk);
            ran++;
        }

        if (ran > 0)
            Interlocked.Add(ref finished, ran);
        return ran;
    }

    private void RunChunk(int chunk)
    {
        if (Volatile.Read(ref failure) is not null)
            return;
        try
        {
            kernel(arguments, chunk);
        }
        catch (Exception exception) // Belongs to the caller of Run, and must not end the process from a worker.
        {
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
        }
    }

    /// <summary>Waits a little for the next call without giving the processor away.</summary>
    private bool Spin(int seen)
    {
        if (!spins)
            return false;
        var start = Stopwatch.GetTimestamp();
        do
        {
            for (var i = 0; i < 16; i++)
            {
                if (Volatile.Read(ref calls) != seen || Volatile.Read(ref stopping))
                    return true;
                Thread.SpinWait(4);
            }
        }
        while (Stopwatch.GetTimestamp() - start < SpinTicks);

        return false;
    }

    private void Sleep(int seen)
    {
        // Counted before the look at the calls, as Share counts its call before its look at the sleepers: one of the two sees the other.
        Interlocked.Increment(ref sleepers);
        lock (sleep)
        {
            while (Volatile.Read(ref calls) == seen && !Volatile.Read(ref stopping))
                Monitor.Wait(sleep);
        }

        Interlocked.Decrement(ref sleepers);
    }
}
