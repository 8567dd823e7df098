using System.Numerics;
using System.Runtime.CompilerServices;

namespace TrainingService.Datasets.Analysis;

/// <summary>Estimates the number of different values (Flajolet et al. 2007, with 64-bit hashes): 16,384 registers, standard error 0.8 %.</summary>
internal sealed class HyperLogLog
{
    private const int IndexBits = 14;
    private const int Registers = 1 << IndexBits;

    private readonly byte[] registers = new byte[Registers];

    /// <summary>Adds a well-mixed hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong hash)
    {
        var index = (int)(hash >> (64 - IndexBits));
        var rank = (byte)(BitOperations.LeadingZeroCount(hash << IndexBits | 1UL << (IndexBits - 1)) + 1);
        if (rank > registers[index]) registers[index] = rank;
    }

    /// <summary>Adds numbers by their keys.</summary>
    public void Add(ReadOnlySpan<double> numbers)
    {
        foreach (var number in numbers) Add(Bits.Mix(DistinctCounter.Key(number)));
    }

    /// <summary>The estimate.</summary>
    public long Estimate()
    {
        var sum = 0.0;
        var zeros = 0;
        foreach (var rank in registers)
        {
            sum += Math.ScaleB(1, -rank);
            if (rank == 0) zeros++;
        }

        const double Alpha = 0.7213 / (1 + 1.079 / Registers);
        var estimate = Alpha * Registers * Registers / sum;
        return (long)Math.Round(estimate <= 2.5 * Registers && zeros > 0 ? Registers * Math.Log((double)Registers / zeros) : estimate);
    }
}
