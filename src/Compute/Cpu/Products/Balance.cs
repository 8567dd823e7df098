namespace TrainingService.Compute.Cpu.Products;

/// <summary>Cuts a count into parts that differ by at most one: the first ones are the larger.</summary>
/// <param name="Parts">Number of parts.</param>
/// <param name="Size">Size of the smaller ones.</param>
/// <param name="Larger">How many have one more.</param>
internal readonly record struct Balance(int Parts, int Size, int Larger)
{
    /// <summary>As few parts as possible of at most <paramref name="most"/> each.</summary>
    public static Balance Of(int count, int most)
    {
        var parts = (count + most - 1) / most;
        return new Balance(parts, count / parts, count % parts);
    }

    /// <summary>Where a part begins.</summary>
    public int StartOf(int part) => (part * Size) + Math.Min(part, Larger);

    /// <summary>Size of a part.</summary>
    public int SizeOf(int part) => part < Larger ? Size + 1 : Size;
}
