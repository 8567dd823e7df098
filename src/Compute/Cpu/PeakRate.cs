using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu;

/// <summary>How fast one thread multiplies and adds when it does nothing else: what kernels are measured against.</summary>
internal static unsafe class PeakRate
{
    private const long Iterations = 50_000;
    private const int Chains = 12;
    private const int Spells = 7;
    private static readonly ConcurrentDictionary<InstructionSet, double> Measured = new();

    /// <summary>10⁹ operations per second: the best of a few spells of a millisecond or less, measured the first time.</summary>
    public static double OfOneThread(InstructionSet set) => Measured.GetOrAdd(set, Measure);

    private static double Measure(InstructionSet set)
    {
        var kernel = (delegate*<long, float>)KernelChoice.Of<Choice>(set);
        var lanes = Packing.PanelLayout.WidthOf(set);
        var best = double.MaxValue;
        for (var spell = 0; spell < Spells; spell++)
        {
            var start = Stopwatch.GetTimestamp();
            GC.KeepAlive(kernel(Iterations));
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return 2.0 * Chains * lanes * Iterations / best / 1e9;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run<TI, TV>(long count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        TV a = TI.Broadcast(1.0001f), b = TI.Broadcast(0.9999f);
        TV c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (; count > 0; count--)
        {
            c0 = TI.MultiplyAdd(a, b, c0);
            c1 = TI.MultiplyAdd(a, b, c1);
            c2 = TI.MultiplyAdd(a, b, c2);
            c3 = TI.MultiplyAdd(a, b, c3);
            c4 = TI.MultiplyAdd(a, b, c4);
            c5 = TI.MultiplyAdd(a, b, c5);
            c6 = TI.MultiplyAdd(a, b, c6);
            c7 = TI.MultiplyAdd(a, b, c7);
            c8 = TI.MultiplyAdd(a, b, c8);
            c9 = TI.MultiplyAdd(a, b, c9);
            c10 = TI.MultiplyAdd(a, b, c10);
            c11 = TI.MultiplyAdd(a, b, c11);
        }

        var low = TI.Add(TI.Add(TI.Add(c0, c1), TI.Add(c2, c3)), TI.Add(c4, c5));
        return TI.Sum(TI.Add(low, TI.Add(TI.Add(TI.Add(c6, c7), TI.Add(c8, c9)), TI.Add(c10, c11))));
    }

    private readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<long, float>)&Run<TI, TV>;
    }
}
