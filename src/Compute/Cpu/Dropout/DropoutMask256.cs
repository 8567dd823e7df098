using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Cpu.Dropout;

/// <summary>Masks 8 counters at a time, the same to the bit as <see cref="DropoutMask"/>.</summary>
internal static unsafe class DropoutMask256
{
    /// <summary>Fills at least <paramref name="count"/> factors, 0 or the scale; up to the next multiple of 32 may be written.</summary>
    public static void Fill(float* mask, int count, uint counter, uint row, in DropoutDraw draw)
    {
        // The counters' order in the lanes is such that unpacking puts words that follow each other side by side.
        var order = Vector256.Create(0u, 2u, 4u, 6u, 1u, 3u, 5u, 7u);
        var threshold = Vector256.Create(draw.Threshold);
        var scale = Vector256.Create(draw.Scale).AsUInt32();
        for (var i = 0; i < count; i += 32, counter += 8)
        {
            var c0 = Vector256.Create(counter) + order;
            var c1 = Vector256.Create(row);
            var c2 = Vector256.Create(draw.StepLow);
            var c3 = Vector256.Create(draw.StepHigh);
            var k0 = draw.Key.Word0;
            var k1 = draw.Key.Word1;
            for (var round = 0; round < Philox.Rounds; round++)
            {
                var (low0, high0) = Multiply(c0, Philox.Multiplier0);
                var (low1, high1) = Multiply(c2, Philox.Multiplier1);
                c0 = high1 ^ c1 ^ Vector256.Create(k0);
                c1 = low1;
                c2 = high0 ^ c3 ^ Vector256.Create(k1);
                c3 = low0;
                unchecked
                {
                    k0 += Philox.Weyl0;
                    k1 += Philox.Weyl1;
                }
            }

            var a = Avx2.UnpackLow(c0, c1).AsUInt64();
            var b = Avx2.UnpackLow(c2, c3).AsUInt64();
            var c = Avx2.UnpackHigh(c0, c1).AsUInt64();
            var d = Avx2.UnpackHigh(c2, c3).AsUInt64();
            Store(mask + i, Avx2.UnpackLow(a, b), threshold, scale);
            Store(mask + i + 8, Avx2.UnpackHigh(a, b), threshold, scale);
            Store(mask + i + 16, Avx2.UnpackLow(c, d), threshold, scale);
            Store(mask + i + 24, Avx2.UnpackHigh(c, d), threshold, scale);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* mask, Vector256<ulong> words, Vector256<uint> threshold, Vector256<uint> scale) =>
        (Vector256.GreaterThanOrEqual(words.AsUInt32(), threshold) & scale).AsSingle().Store(mask);

    /// <summary>Low and high halves of the 64-bit products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<uint> Low, Vector256<uint> High) Multiply(Vector256<uint> x, uint factor)
    {
        var factors = Vector256.Create(factor);
        var odd = Vector256.Create(0u, uint.MaxValue, 0u, uint.MaxValue, 0u, uint.MaxValue, 0u, uint.MaxValue);
        var even = Avx2.Multiply(x, factors);
        var odds = Avx2.Multiply((x.AsUInt64() >> 32).AsUInt32(), factors);
        return (
            Vector256.ConditionalSelect(odd, (odds << 32).AsUInt32(), even.AsUInt32()),
            Vector256.ConditionalSelect(odd, odds.AsUInt32(), (even >> 32).AsUInt32()));
    }
}
