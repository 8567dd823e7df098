using System.Runtime.CompilerServices;

namespace TrainingService.Compute.Runtime;

/// <summary>
/// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011): a keyed bijection of 128-bit counters. Any word of any
/// stream can be had at once, in any order, on any thread; there is no state to save.
/// </summary>
public static class Philox
{
    internal const uint Multiplier0 = 0xD2511F53;
    internal const uint Multiplier1 = 0xCD9E8D57;
    internal const uint Weyl0 = 0x9E3779B9;
    internal const uint Weyl1 = 0xBB67AE85;
    internal const int Rounds = 10;

    /// <summary>The key of one random stream of a run.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="stream">Which stream; see <see cref="RandomStreams"/>.</param>
    public static PhiloxKey Key(ulong seed, uint stream) => new((uint)seed, unchecked((uint)(seed >> 32) + stream * Weyl0));

    /// <summary>Four random words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PhiloxBlock Block(uint c0, uint c1, uint c2, uint c3, PhiloxKey key)
    {
        var (k0, k1) = (key.Word0, key.Word1);
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = (ulong)Multiplier0 * c0;
            var product1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ k0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
            unchecked
            {
                k0 += Weyl0;
                k1 += Weyl1;
            }
        }

        return new PhiloxBlock(c0, c1, c2, c3);
    }
}

/// <summary>The key of a random stream.</summary>
/// <param name="Word0">First word.</param>
/// <param name="Word1">Second word.</param>
public readonly record struct PhiloxKey(uint Word0, uint Word1);

/// <summary>Four independent random words.</summary>
/// <param name="Word0">First word.</param>
/// <param name="Word1">Second word.</param>
/// <param name="Word2">Third word.</param>
/// <param name="Word3">Fourth word.</param>
public readonly record struct PhiloxBlock(uint Word0, uint Word1, uint Word2, uint Word3)
{
    /// <summary>A word by number, 0 to 3.</summary>
    public uint this[int index] => index switch
    {
        0 => Word0,
        1 => Word1,
        2 => Word2,
        3 => Word3,
        _ => throw new ArgumentOutOfRangeException(nameof(index), index, "A block has words 0 to 3."),
    };

    /// <summary>The first two words as one.</summary>
    public ulong Low => Word0 | (ulong)Word1 << 32;

    /// <summary>The last two words as one.</summary>
    public ulong High => Word2 | (ulong)Word3 << 32;
}
