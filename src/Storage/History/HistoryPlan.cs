namespace TrainingService.Storage.History;

/// <summary>What of one run is read from where: kept stretches as long as they serve, points before, behind and where more detail is wanted.</summary>
/// <param name="Width">Epochs of a stretch of the answer; 1 for points.</param>
/// <param name="Large">Epochs read as large stretches.</param>
/// <param name="Small">Epochs read as small stretches, before and behind the large ones.</param>
/// <param name="Raw">Epochs read point by point.</param>
internal sealed record HistoryPlan(int Width, IReadOnlyList<EpochRange> Large, IReadOnlyList<EpochRange> Small, IReadOnlyList<EpochRange> Raw)
{
    /// <summary>A stretch gives up to so many points: first, smallest, largest, broken, last. Broken ones are rare, and counted out.</summary>
    private const int PointsOfStretch = 4;

    /// <summary>The plan for a range of a run that has so many epochs.</summary>
    public static HistoryPlan Of(EpochRange range, int maxPoints)
    {
        if (range.Length <= maxPoints) return new(1, [], [], range.Length > 0 ? [range] : []);
        var width = 1;
        // One stretch more than the length says: a range may begin and end within one.
        while (((range.Length / width) + 2) * PointsOfStretch > maxPoints && width < 1 << 29) width *= 2;
        if (width < BucketSizes.Small) return new(width, [], [], [range]);
        var (before, small, behind) = range.Split(BucketSizes.Small);
        List<EpochRange> raw = [.. Some(before, behind)];
        if (width < BucketSizes.Large) return new(width, [], [.. Some(small)], raw);
        var (smallBefore, large, smallBehind) = small.Split(BucketSizes.Large);
        return new(width, [.. Some(large)], [.. Some(smallBefore, smallBehind)], raw);
    }

    private static IEnumerable<EpochRange> Some(params EpochRange[] ranges) => ranges.Where(range => range.Length > 0);
}

/// <summary>Epochs after one and up to another.</summary>
/// <param name="After">The epoch before the first.</param>
/// <param name="UpTo">The last.</param>
internal readonly record struct EpochRange(int After, int UpTo)
{
    public int Length => Math.Max(0, UpTo - After);

    public bool Contains(int epoch) => epoch > After && epoch <= UpTo;

    /// <summary>The part that whole stretches of a size cover, and what is before and behind it.</summary>
    public (EpochRange Before, EpochRange Whole, EpochRange Behind) Split(int size)
    {
        var first = (After + size - 1) / size * size;
        var last = BucketSizes.Complete(UpTo, size);
        return first < last
            ? (new(After, first), new(first, last), new(last, UpTo))
            : (this, default, default);
    }
}
