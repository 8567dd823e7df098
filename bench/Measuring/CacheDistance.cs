using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TrainingService.Bench.Measuring;

/// <summary>
/// Whether two processors share their last cache. Virtual ones wander: a host may move them, for seconds or minutes, to two groups of cores with a cache each, and what one thread has written then comes to
/// the other at a third of the speed. Two threads of any engine are slower in such a spell, while one thread, and the multiply-add peak of two, are as ever.
/// </summary>
internal static unsafe class CacheDistance
{
    /// <summary>Floats of each thread's buffer: more than a second cache holds, less than a last one.</summary>
    private const int Floats = 1 << 20;
    private const int Passes = 12;

    /// <summary>Below this share processors are apart: about 1.0 and 0.35 were seen.</summary>
    private const double Near = 0.65;

    /// <summary>Whether two processors have caches of their own at the moment: passes over the other thread's last buffer take so much longer than passes over one's own.</summary>
    public static bool IsFar()
    {
        var memory = (float*)NativeMemory.AlignedAlloc(2 * Floats * sizeof(float), 4096);
        new Span<float>(memory, 2 * Floats).Clear();
        var share = Math.Max(Share((nint)memory), Share((nint)memory));
        NativeMemory.AlignedFree(memory);
        return share < Near;
    }

    private static double Share(nint memory)
    {
        var seconds = new double[2, 2];
        using var barrier = new Barrier(2);
        var team = Enumerable.Range(0, 2).Select(thread => new Thread(() =>
        {
            for (var swapped = 0; swapped < 2; swapped++)
            {
                for (var pass = -1; pass < Passes; pass++)
                {
                    barrier.SignalAndWait();
                    var start = Stopwatch.GetTimestamp();
                    Run((float*)memory + (((thread + (swapped * pass)) & 1) * Floats));
                    if (pass >= 0) seconds[thread, swapped] += Stopwatch.GetElapsedTime(start).TotalSeconds;
                }
            }
        })).ToList();
        team.ForEach(thread => thread.Start());
        team.ForEach(thread => thread.Join());
        return (seconds[0, 0] + seconds[1, 0]) / (seconds[0, 1] + seconds[1, 1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(float* buffer)
    {
        var factor = Vector256.Create(1.0001f);
        for (var i = 0; i < Floats; i += 16)
        {
            (factor * Vector256.Load(buffer + i)).Store(buffer + i);
            (factor * Vector256.Load(buffer + i + 8)).Store(buffer + i + 8);
        }
    }
}
