using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Cpu.Dropout;

/// <summary>Masks 16 counters at a time, the same to the bit as <see cref="DropoutMask"/>.</summary>
internal static unsafe class DropoutMask512
{
    /// <summary>Fills at least <paramref name="count"/> factors, 0 or the scale; up to the next multiple of 64 may be written.</summary>
    public static void Fill(float* mask, int count, uint counter, uint row, in DropoutDraw draw)
    {
        // The counters' order in the lanes is such that unpacking puts words that follow each other side by side.
        var order = Vector512.Create(0u, 4u, 8u, 12u, 1u, 5u, 9u, 13u, 2u, 6u, 10u, 14u, 3u, 7u, 11u, 15u);
        var threshold = Vector512.Create(draw.Threshold);
        var scale = Vector512.Create(draw.Scale).AsUInt32();
        for (var i = 0; i < count; i += 64, counter += 16)
        {
            var c0 = Vector512.Create(counter) + order;
            var c1 = Vector512.Create(row);
            var c2 = Vector512.Create(draw.StepLow);
            var c3 = Vector512.Create(draw.StepHigh);
            var k0 = draw.Key.Word0;
            var k1 = draw.Key.Word1;
            for (var round = 0; round < Philox.Rounds; round++)
            {
                var (low0, high0) = Multiply(c0, Philox.Multiplier0);
                var (low1, high1) = Multiply(c2, Philox.Multiplier1);
                c0 = high1 ^ c1 ^ Vector512.Create(k0);
                c1 = low1;
                c2 = high0 ^ c3 ^ Vector512.Create(k1);
                c3 = low0;
                unchecked
                {
                    k0 += Philox.Weyl0;
                    k1 += Philox.Weyl1;
                }
            }

            var a = Avx512F.UnpackLow(c0, c1).AsUInt64();
            var b = Avx512F.UnpackLow(c2, c3).AsUInt64();
            var c = Avx512F.UnpackHigh(c0, c1).AsUInt64();
            var d = Avx512F.UnpackHigh(c2, c3).AsUInt64();
            Store(mask + i, Avx512F.UnpackLow(a, b), threshold, scale);
            Store(mask + i + 16, Avx512F.UnpackHigh(a, b), threshold, scale);
            Store(mask + i + 32, Avx512F.UnpackLow(c, d), threshold, scale);
            Store(mask + i + 48, Avx512F.UnpackHigh(c, d), threshold, scale);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* mask, Vector512<ulong> words, Vector512<uint> threshold, Vector512<uint> scale) =>
        (Vector512.GreaterThanOrEqual(words.AsUInt32(), threshold) & scale).AsSingle().Store(mask);

    /// <summary>Low and high halves of the 64-bit products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<uint> Low, Vector512<uint> High) Multiply(Vector512<uint> x, uint factor)
    {
        var factors = Vector512.Create(factor);
        var odd = Vector512.Create(0u, uint.MaxValue, 0u, uint.MaxValue, 0u, uint.MaxValue, 0u, uint.MaxValue, 0u, uint.MaxValue, 0u, uint.MaxValue, 0u, uint.MaxValue, 0u, uint.MaxValue);
        var even = Avx512F.Multiply(x, factors);
        var odds = Avx512F.Multiply((x.AsUInt64() >> 32).AsUInt32(), factors);
        return (
            Vector512.ConditionalSelect(odd, (odds << 32).AsUInt32(), even.AsUInt32()),
            Vector512.ConditionalSelect(odd, odds.AsUInt32(), (even >> 32).AsUInt32()));
    }
}
