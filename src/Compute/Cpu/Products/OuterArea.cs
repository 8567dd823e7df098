namespace TrainingService.Compute.Cpu.Products;

/// <summary>A chunk of an <see cref="OuterJob"/>: its tiles, its pixels and where its part's result lies.</summary>
internal unsafe struct OuterArea
{
    public float* C;

    /// <summary>Where the sums of B's columns go; null if they are not wanted, or another area's that reads the same panels.</summary>
    public float* Sums;
    public int FirstStrip;
    public int EndStrip;
    public int FirstPanel;
    public int EndPanel;
    public int FirstPixel;
    public int EndPixel;

    /// <summary>The area of a chunk: parts of the sum first, then groups of strips, then groups of panels.</summary>
    public static OuterArea Of(OuterJob* job, int chunk)
    {
        var (split, group) = Math.DivRem(chunk, job->StripGroups * job->PanelGroups);
        var (stripGroup, panelGroup) = Math.DivRem(group, job->PanelGroups);
        var perUnit = job->ByPixel ? 1 : job->Sum.Rows * job->Sum.Pixels;
        var partial = job->Partials + (split * job->PartialStride);
        return new OuterArea
        {
            C = job->Splits == 1 ? job->C : partial,
            Sums = job->Sums == null || stripGroup > 0 ? null : job->Splits == 1 ? job->Sums : partial + job->PartialSums,
            FirstStrip = (int)((long)stripGroup * job->StripCount / job->StripGroups),
            EndStrip = (int)((long)(stripGroup + 1) * job->StripCount / job->StripGroups),
            FirstPanel = (int)((long)panelGroup * job->PanelCount / job->PanelGroups),
            EndPanel = (int)((long)(panelGroup + 1) * job->PanelCount / job->PanelGroups),
            FirstPixel = (int)((long)split * job->Units / job->Splits) * perUnit,
            EndPixel = (int)((long)(split + 1) * job->Units / job->Splits) * perUnit,
        };
    }
}
