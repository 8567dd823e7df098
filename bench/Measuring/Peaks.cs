using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TrainingService.Bench.Measuring;

/// <summary>What this machine can do at most, measured in the same run: multiply-adds from registers, and memory streams.</summary>
/// <param name="Gflops">Floating-point operations, 10⁹ per second.</param>
/// <param name="GigabytesPerSecond">a = b + s · c over arrays far larger than the caches.</param>
internal sealed unsafe record Peaks(double Gflops, double GigabytesPerSecond)
{
    private const int Repeats = 9;
    private const long Iterations = 4_000_000;
    private const long Floats = 16L << 20;

    /// <summary>Best of a few spells on some threads.</summary>
    public static Peaks Measure(int threads)
    {
        var width = Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;
        Func<long, float> fma = width switch { 16 => Fma512, 8 => Fma256, _ => Fma128 };
        var flops = Best(threads, _ => fma(Iterations), Iterations * 24.0 * width);
        var memory = (float*)NativeMemory.AlignedAlloc((nuint)(3 * Floats * sizeof(float)), 4096);
        new Span<byte>(memory, checked((int)(3 * Floats * sizeof(float)))).Clear();
        var (address, part) = ((nint)memory, Floats / threads / 64 * 64);
        var bytes = Best(threads, t => Triad((float*)address + (t * part), part), part * 12.0);
        NativeMemory.AlignedFree(memory);
        return new Peaks(flops / 1e9, bytes / 1e9);
    }

    private static double Best(int threads, Func<int, float> work, double amount)
    {
        var best = 0.0;
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            using var barrier = new Barrier(threads);
            var seconds = new double[threads];
            var team = Enumerable.Range(0, threads).Select(t => new Thread(() =>
            {
                barrier.SignalAndWait();
                var watch = Stopwatch.StartNew();
                GC.KeepAlive(work(t));
                seconds[t] = watch.Elapsed.TotalSeconds;
            })).ToList();
            team.ForEach(thread => thread.Start());
            team.ForEach(thread => thread.Join());
            best = Math.Max(best, threads * amount / seconds.Max());
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Fma512(long count)
    {
        Vector512<float> a = Vector512.Create(1.0001f), b = Vector512.Create(0.9999f);
        Vector512<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (var i = 0L; i < count; i++)
        {
            c0 = Vector512.FusedMultiplyAdd(a, b, c0); c1 = Vector512.FusedMultiplyAdd(a, b, c1); c2 = Vector512.FusedMultiplyAdd(a, b, c2);
            c3 = Vector512.FusedMultiplyAdd(a, b, c3); c4 = Vector512.FusedMultiplyAdd(a, b, c4); c5 = Vector512.FusedMultiplyAdd(a, b, c5);
            c6 = Vector512.FusedMultiplyAdd(a, b, c6); c7 = Vector512.FusedMultiplyAdd(a, b, c7); c8 = Vector512.FusedMultiplyAdd(a, b, c8);
            c9 = Vector512.FusedMultiplyAdd(a, b, c9); c10 = Vector512.FusedMultiplyAdd(a, b, c10); c11 = Vector512.FusedMultiplyAdd(a, b, c11);
        }

        return Vector512.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Fma256(long count)
    {
        Vector256<float> a = Vector256.Create(1.0001f), b = Vector256.Create(0.9999f);
        Vector256<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (var i = 0L; i < count; i++)
        {
            c0 = Vector256.FusedMultiplyAdd(a, b, c0); c1 = Vector256.FusedMultiplyAdd(a, b, c1); c2 = Vector256.FusedMultiplyAdd(a, b, c2);
            c3 = Vector256.FusedMultiplyAdd(a, b, c3); c4 = Vector256.FusedMultiplyAdd(a, b, c4); c5 = Vector256.FusedMultiplyAdd(a, b, c5);
            c6 = Vector256.FusedMultiplyAdd(a, b, c6); c7 = Vector256.FusedMultiplyAdd(a, b, c7); c8 = Vector256.FusedMultiplyAdd(a, b, c8);
            c9 = Vector256.FusedMultiplyAdd(a, b, c9); c10 = Vector256.FusedMultiplyAdd(a, b, c10); c11 = Vector256.FusedMultiplyAdd(a, b, c11);
        }

        return Vector256.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Fma128(long count)
    {
        Vector128<float> a = Vector128.Create(1.0001f), b = Vector128.Create(0.9999f);
        Vector128<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (var i = 0L; i < count; i++)
        {
            c0 = Vector128.FusedMultiplyAdd(a, b, c0); c1 = Vector128.FusedMultiplyAdd(a, b, c1); c2 = Vector128.FusedMultiplyAdd(a, b, c2);
            c3 = Vector128.FusedMultiplyAdd(a, b, c3); c4 = Vector128.FusedMultiplyAdd(a, b, c4); c5 = Vector128.FusedMultiplyAdd(a, b, c5);
            c6 = Vector128.FusedMultiplyAdd(a, b, c6); c7 = Vector128.FusedMultiplyAdd(a, b, c7); c8 = Vector128.FusedMultiplyAdd(a, b, c8);
            c9 = Vector128.FusedMultiplyAdd(a, b, c9); c10 = Vector128.FusedMultiplyAdd(a, b, c10); c11 = Vector128.FusedMultiplyAdd(a, b, c11);
        }

        return Vector128.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Triad(float* a, long count)
    {
        float* b = a + Floats, c = a + (2 * Floats);
        var s = Vector256.Create(3f);
        for (var i = 0L; i < count; i += 16)
        {
            Vector256.FusedMultiplyAdd(s, Vector256.Load(c + i), Vector256.Load(b + i)).Store(a + i);
            Vector256.FusedMultiplyAdd(s, Vector256.Load(c + i + 8), Vector256.Load(b + i + 8)).Store(a + i + 8);
        }

        return *a;
    }
}
