namespace TrainingService.Datasets.Preprocessing.Fitting;

/// <summary>Statistics of numbers that come in chunks; NaN is missing and does not count. Sums have a fixed order.</summary>
internal static class NumberStatistics
{
    /// <summary>Mean and variance (divisor n), each chunk by itself and merged (Chan, Golub and LeVeque 1983).</summary>
    public static (double Mean, double Variance, long Count) Moments(IEnumerable<double[]> chunks)
    {
        var (count, mean, squares) = (0L, 0.0, 0.0);
        foreach (var chunk in chunks)
        {
            var (n, sum) = (0L, 0.0);
            foreach (var x in chunk)
            {
                if (double.IsNaN(x)) continue;
                n++;
                sum += x;
            }

            if (n == 0) continue;
            var (own, around) = (sum / n, 0.0);
            foreach (var x in chunk)
            {
                if (!double.IsNaN(x)) around += (x - own) * (x - own);
            }

            var (total, apart) = (count + n, own - mean);
            mean += apart * n / total;
            squares += around + apart * apart * count * n / total;
            count = total;
        }

        return (mean, count == 0 ? 0 : squares / count, count);
    }

    /// <summary>Least and greatest; infinities when there is no number.</summary>
    public static (double Min, double Max) Range(IEnumerable<double[]> chunks)
    {
        var (min, max) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var chunk in chunks)
        {
            foreach (var x in chunk)
            {
                if (x < min) min = x;
                if (x > max) max = x;
            }
        }

        return (min, max);
    }

    /// <summary>The lower median, exactly, in constant memory: four passes, each finding 16 more bits of it.</summary>
    public static double Median(Func<IEnumerable<double[]>> passes)
    {
        var (prefix, rank) = (0UL, -1L);
        for (var shift = 48; shift >= 0; shift -= 16)
        {
            var counts = new long[1 << 16];
            foreach (var chunk in passes())
            {
                foreach (var x in chunk)
                {
                    if (double.IsNaN(x)) continue;
                    var key = Sortable(x);
                    if (shift == 48 || key >> (shift + 16) == prefix) counts[(key >> shift) & 0xFFFF]++;
                }
            }

            if (rank < 0)
            {
                var total = counts.Sum();
                if (total == 0) return double.NaN;
                rank = (total - 1) / 2;
            }

            var bucket = 0;
            while (rank >= counts[bucket]) rank -= counts[bucket++];
            prefix = prefix << 16 | (uint)bucket;
        }

        return FromSortable(prefix);
    }

    /// <summary>The most frequent number; of equally frequent ones the least. Null with more than <paramref name="most"/> different ones.</summary>
    public static double? Mode(IEnumerable<double[]> chunks, int most)
    {
        var counts = new Dictionary<double, long>();
        foreach (var chunk in chunks)
        {
            foreach (var x in chunk)
            {
                if (!double.IsNaN(x)) counts[x] = counts.GetValueOrDefault(x) + 1;
            }

            if (counts.Count > most) return null;
        }

        return counts.Count == 0 ? double.NaN : counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).First().Key;
    }

    /// <summary>Bits whose order as whole numbers is the order of the numbers.</summary>
    private static ulong Sortable(double x)
    {
        var bits = BitConverter.DoubleToUInt64Bits(x);
        return bits >> 63 == 0 ? bits | 1UL << 63 : ~bits;
    }

    private static double FromSortable(ulong key) => BitConverter.UInt64BitsToDouble(key >> 63 == 1 ? key & ~(1UL << 63) : ~key);
}
