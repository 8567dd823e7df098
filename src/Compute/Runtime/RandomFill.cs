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
            var block = Philox.Block((uint)start / 2, 0, 0, 0, key);

            // 1 - u is above 0, so the logarithm is finite; 53 bits reach 8.5 deviations.
            var radius = deviation * Math.Sqrt(-2 * Math.Log(1 - Unit(block.Low)));
            var (sine, cosine) = Math.SinCos(2 * Math.PI * Unit(block.High));
            destination[start] = (float)(mean + radius * cosine);
            if (start + 1 < destination.Length)
                destination[start + 1] = (float)(mean + radius * sine);
        }
    }
}
