namespace TrainingService.Bench.Workloads;

/// <summary>splitmix64, simple enough for any other engine to draw the same numbers bit for bit: u = (z >> 40) · 2⁻²⁴ in [0, 1).</summary>
/// <param name="seed">The starting state.</param>
internal struct SplitMix(ulong seed)
{
    private ulong state = seed;

    /// <summary>The next u.</summary>
    public float Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return (z >> 40) * (1f / (1 << 24));
    }

    /// <summary>The next (2u - 1) · bound.</summary>
    public float Symmetric(float bound) => ((2 * Next()) - 1) * bound;

    /// <summary>The next ⌊u · count⌋.</summary>
    public int Below(int count) => (int)(Next() * count);
}
