namespace TrainingService.Compute.Cpu.Products;

/// <summary>How finely work is cut: fine enough to share out, coarse enough that claiming a chunk costs nothing.</summary>
internal static class WorkSize
{
    private const double FlopsPerChunk = 2e6;
    private const long MostChunks = 32;

    /// <summary>Number of chunks for some floating-point operations; does not depend on the machine.</summary>
    public static long ChunksOf(double flops) => Math.Clamp((long)(flops / FlopsPerChunk), 1, MostChunks);

    /// <summary>Number of chunks for copying some floats.</summary>
    public static int CopyChunksOf(long floats) => (int)Math.Clamp(floats / 65_536, 1, MostChunks);
}
