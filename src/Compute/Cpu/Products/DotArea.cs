namespace TrainingService.Compute.Cpu.Products;

/// <summary>A chunk of a <see cref="DotJob"/>: some panels by some units.</summary>
internal unsafe struct DotArea
{
    public int FirstUnit;
    public int EndUnit;
    public int FirstPanel;
    public int EndPanel;

    /// <summary>The area of a chunk.</summary>
    public static DotArea Of(DotJob* job, int chunk)
    {
        var (unitGroup, panelGroup) = Math.DivRem(chunk, job->PanelGroups);
        return new DotArea
        {
            FirstUnit = (int)((long)unitGroup * job->Units / job->UnitGroups),
            EndUnit = (int)((long)(unitGroup + 1) * job->Units / job->UnitGroups),
            FirstPanel = (int)((long)panelGroup * job->PanelCount / job->PanelGroups),
            EndPanel = (int)((long)(panelGroup + 1) * job->PanelCount / job->PanelGroups),
        };
    }
}
