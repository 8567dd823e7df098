namespace TrainingService.Compute.Cpu.Products;

/// <summary>Fetches what the next block of pixels reads, a little with each tile of this one: otherwise the first tile of each panel waits for memory.</summary>
internal unsafe struct OuterFetch
{
    private OuterStretch a;
    private OuterStretch b;
    private int pixel;
    private int end;
    private int step;

    /// <summary>What comes after a block: the area's next one, or the next chunk's first.</summary>
    public static OuterFetch After(OuterJob* job, OuterArea* area, int chunk, int pixel, int pixels)
    {
        if (!CacheFetch.IsSupported)
            return default;
        var tiles = (area->EndStrip - area->FirstStrip) * (area->EndPanel - area->FirstPanel);
        if (pixel + pixels < area->EndPixel)
            return Of(job, area, pixel + pixels, tiles);
        if (chunk + 1 == job->Splits * job->StripGroups * job->PanelGroups)
            return default;
        var next = OuterArea.Of(job, chunk + 1);
        return Of(job, &next, next.FirstPixel, tiles);
    }

    /// <summary>Fetches as much as is due with one tile.</summary>
    public void Step(OuterJob* job)
    {
        var last = Math.Min(pixel + step, end);
        while (pixel < last)
        {
            var (ofA, ofB) = job->PlaceOf(pixel);
            var count = job->ByPixel ? last - pixel : Math.Min(last - pixel, job->Sum.Pixels - (pixel % job->Sum.Pixels));
            if (a.Width > 0)
                CacheFetch.Rows(job->A + ofA + a.Start, job->Sum.Lda, count, a.Width);
            if (b.Width > 0)
                CacheFetch.Rows(job->B + ofB + b.Start, job->Sum.Ldb, count, b.Width);
            pixel += count;
        }
    }

    private static OuterFetch Of(OuterJob* job, OuterArea* area, int pixel, int tiles)
    {
        var (first, last) = (job->Panels[area->FirstPanel], job->Panels[area->EndPanel - 1]);
        // One tile's width is read in order, as the processor expects. Rows of a kernel reach into pixels of other lines, which were read with those.
        var fetchesA = job->Sum.Group == 0 && job->StripCount > 1 && (area->FirstPanel == 0 || !job->IsANear);
        var fetchesB = job->PanelCount > 1 && (area->FirstStrip == 0 || !job->IsBNear);
        if (!fetchesA && !fetchesB)
            return default;
        var end = Math.Min(pixel + job->BlockPixels, area->EndPixel);
        return new OuterFetch
        {
            a = new OuterStretch { Start = job->Strips[area->FirstStrip].Start, Width = fetchesA ? StripsWidth(job, area) : 0 },
            b = new OuterStretch { Start = first.Start, Width = fetchesB ? (int)(last.Start - first.Start) + last.Width : 0 },
            pixel = pixel,
            end = end,
            step = (end - pixel + tiles - 1) / tiles,
        };
    }

    private static int StripsWidth(OuterJob* job, OuterArea* area)
    {
        var (first, last) = (job->Strips[area->FirstStrip], job->Strips[area->EndStrip - 1]);
        return (int)(last.Start - first.Start) + last.Width;
    }
}
