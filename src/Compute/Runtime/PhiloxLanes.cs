using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TrainingService.Compute.Runtime;

/// <summary>Philox for counters that follow each other, four at a time where there is AVX2; the same bits as <see cref="Philox.Block"/>.</summary>
internal static class PhiloxLanes
{
    /// <summary>For each counter (first + i, 0, c2, c3) the first two words of its block, as <see cref="PhiloxBlock.Low"/>.</summary>
    public static void Low(Span<ulong> destination, uint first, uint c2, uint c3, PhiloxKey key)
    {
        var i = 0;
        if (Avx2.IsSupported)
        {
            for (; i <= destination.Length - Vector256<ulong>.Count; i += Vector256<ulong>.Count)
                Low(Vector256.Create((ulong)unchecked(first + (uint)i)) + Vector256.Create(0ul, 1, 2, 3) & Word, c2, c3, key).CopyTo(destination[i..]);
        }

        for (; i < destination.Length; i++) destination[i] = Philox.Block(unchecked(first + (uint)i), 0, c2, c3, key).Low;
    }

    private static Vector256<ulong> Word => Vector256.Create((ulong)uint.MaxValue);

    /// <summary>A word in the lower half of each lane: a product of two is then one instruction.</summary>
    private static Vector256<ulong> Low(Vector256<ulong> x0, uint c2, uint c3, PhiloxKey key)
    {
        var (x1, x2, x3) = (Vector256<ulong>.Zero, Vector256.Create((ulong)c2), Vector256.Create((ulong)c3));
        var (k0, k1) = (key.Word0, key.Word1);
        for (var round = 0; round < Philox.Rounds; round++)
        {
            var product0 = Avx2.Multiply(x0.AsUInt32(), Vector256.Create((ulong)Philox.Multiplier0).AsUInt32());
            var product1 = Avx2.Multiply(x2.AsUInt32(), Vector256.Create((ulong)Philox.Multiplier1).AsUInt32());
            x0 = (product1 >> 32) ^ x1 ^ Vector256.Create((ulong)k0);
            x2 = (product0 >> 32) ^ x3 ^ Vector256.Create((ulong)k1);
            x1 = product1 & Word;
            x3 = product0 & Word;
            unchecked
            {
                k0 += Philox.Weyl0;
                k1 += Philox.Weyl1;
            }
        }

        return x0 | (x1 << 32);
    }
}
