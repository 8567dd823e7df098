using System.Diagnostics;
using System.Runtime.InteropServices;
using TrainingService.Compute.Runtime;
using TrainingService.Compute.Tests.Support;

namespace TrainingService.Compute.Tests.Runtime;

[Collection(Alone.Name)]
public sealed unsafe class WorkPoolTests : IDisposable
{
    private const int MostChunks = 97;
    private readonly int* counts = (int*)NativeMemory.AllocZeroed(MostChunks + 1, sizeof(int));

    public void Dispose() => NativeMemory.Free(counts);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_chunk_runs_exactly_once(int threads)
    {
        using var pool = new WorkPool(threads);
        RunMany(pool, threads > 2 ? 20_000 : 100_000);
    }

    [Fact]
    public void Every_chunk_runs_exactly_once_while_other_threads_keep_the_processors_busy()
    {
        using var pool = new WorkPool(2);
        var stop = false;
        var busy = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() => { while (!Volatile.Read(ref stop)) { } })).ToList();
        busy.ForEach(thread => thread.Start());
        try
        {
            RunMany(pool, 2_000);
        }
        finally
        {
            Volatile.Write(ref stop, true);
            busy.ForEach(thread => thread.Join());
        }
    }

    [Fact]
    public void A_sleeping_pool_wakes_up()
    {
        using var pool = new WorkPool(2);
        for (var i = 0; i < 20; i++)
        {
            var idle = Stopwatch.StartNew();
            SpinWait.SpinUntil(() => idle.ElapsedMilliseconds >= 2);
            pool.Run(&Count, counts, 8);
            Assert.All(Enumerable.Range(0, 8), chunk => Assert.Equal(i + 1, counts[chunk]));
        }
    }

    [Fact]
    public void A_call_allocates_no_managed_memory()
    {
        using var pool = new WorkPool(2);
        pool.Run(&Count, counts, 8);

        // The figure is the process's, in which the test runner allocates now and then: a call that allocated would show in every round.
        var least = long.MaxValue;
        for (var round = 0; round < 20; round++)
        {
            var before = GC.GetTotalAllocatedBytes(true);
            for (var i = 0; i < 1000; i++)
                pool.Run(&Count, counts, 8);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(true) - before);
        }

        Assert.InRange(least, 0, 4096);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_exception_of_a_kernel_reaches_the_caller_and_the_pool_goes_on(int threads)
    {
        using var pool = new WorkPool(threads);
        for (var i = 0; i < 100; i++)
            Assert.Throws<NotSupportedException>(() => pool.Run(&Fail, counts, 9));
        pool.Run(&Count, counts, 9);
        Assert.All(Enumerable.Range(0, 9), chunk => Assert.Equal(1, counts[chunk]));
    }

    [Fact]
    public void A_chunk_that_calls_its_pool_is_refused()
    {
        using var pool = new WorkPool(2);
        var handle = GCHandle.Alloc(pool);
        try
        {
            var argument = (void*)GCHandle.ToIntPtr(handle);
            Assert.Throws<InvalidOperationException>(() => pool.Run(&Nest, argument, 4));
        }
        finally
        {
            handle.Free();
        }
    }

    [Fact]
    public void Dispose_ends_the_threads_and_later_calls_are_refused()
    {
        var pool = new WorkPool(3);
        pool.Run(&Count, counts, 8);
        pool.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pool.Run(&Count, counts, 8));
    }

    [Fact]
    public void No_chunks_is_no_work()
    {
        using var pool = new WorkPool(2);
        pool.Run(&Count, counts, 0);
        Assert.Equal(0, counts[0]);
    }

    private void RunMany(WorkPool pool, int runs)
    {
        var random = 1u;
        for (var run = 0; run < runs; run++)
        {
            random = (random * 1664525) + 1013904223;
            var chunks = 1 + (int)(random >> 16) % MostChunks;
            new Span<int>(counts, MostChunks + 1).Clear();
            pool.Run(&Count, counts, chunks);
            for (var chunk = 0; chunk <= MostChunks; chunk++)
            {
                if (counts[chunk] != (chunk < chunks ? 1 : 0))
                    Assert.Fail($"Run {run}: chunk {chunk} of {chunks} ran {counts[chunk]} times.");
            }
        }
    }

    private static void Count(void* counts, int chunk) => Interlocked.Increment(ref ((int*)counts)[chunk]);

    private static void Fail(void* counts, int chunk)
    {
        if (chunk == 5)
            throw new NotSupportedException("chunk 5");
    }

    private static void Nest(void* pool, int chunk) => ((WorkPool)GCHandle.FromIntPtr((nint)pool).Target!).Run(&Fail, null, 4);
}
