namespace TrainingService.Compute.Runtime;

/// <summary>Fills memory with random numbers of a stream: element i depends on seed, stream and i only. Allocates nothing.</summary>
public static class RandomFill
{
    private const double TwoToMinus32 = 1.0 / 4294967296.0;
    private const double TwoToMinus53 = 1.0 / 9007199254740992.0;

    /// <summary>A number of [0, 1) from 64 random bits.</summary>
    public static double Unit(ulong bits) => (bits >> 11) * TwoToMinus53;

    /// <summary>Uniform on [low, high].</summary>
    public static void Uniform(Span<float> destination, double low, double high, ulong seed, uint stream)
    {
        var key = Philox.Key(seed, stream);
        for (var start = 0; start < destination.Length; start += 4)
        {
            var block = Philox.Block((uint)start / 4, 0, 0, 0, key);
            for (var i = 0; i < 4 && start + i < destination.Length; i++)
                destination[start + i] = (float)(low + (high - low) * (block[i] + 0.5) * TwoToMinus32);
        }
    }

    /// <summary>Normal of the given mean and standard deviation (Box and Muller 1958).</summary>
    public static void Normal(Span<float> destination, double mean, double deviation, ulong seed, uint stream)
    {
        var key = Philox.Key(seed, stream);
        for (var start = 0; start < destination.Length; start += 2)
        {
            var (first, second) = NormalPair((uint)start / 2, 0, key);
            destination[start] = (float)(mean + deviation * first);
            if (start + 1 < destination.Length)
                destination[start + 1] = (float)(mean + deviation * second);
        }
    }

    /// <summary>Two independent standard normal numbers of a counter.</summary>
    public static (double First, double Second) NormalPair(uint c0, uint c1, PhiloxKey key)
    {
        // 1 - u is above 0, so the logarithm is finite; 53 bits reach 8.5 deviations.
        var block = Philox.Block(c0, c1, 0, 0, key);
        var radius = Math.Sqrt(-2 * Math.Log(1 - Unit(block.Low)));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * Unit(block.High));
        return (radius * cosine, radius * sine);
    }

    /// <summary>Normal, drawn again while it is farther than 2 deviations from the mean. Element i's draws are counters (i, 0), (i, 1), ….</summary>
    public static void TruncatedNormal(Span<float> destination, double mean, double deviation, ulong seed, uint stream)
    {
        var key = Philox.Key(seed, stream);
        for (var i = 0; i < destination.Length; i++)
        {
            double draw;
            uint attempt = 0;
            do
            {
                // The second of the pair is not used: element i must not depend on what became of its neighbour.
                draw = NormalPair((uint)i, attempt++, key).First;
            }
            while (Math.Abs(draw) > 2);
            destination[i] = (float)(mean + deviation * draw);
        }
    }
}
