using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Products;

/// <summary>
/// C = Aᵀ · B summed over pixels, described at plan time: the gradient of weights [groups · run, columns], where each group is a run of
/// neighbours in A (a kernel row; all of it for a dense layer).
/// </summary>
/// <param name="Set">Whose vectors.</param>
/// <param name="Images">Images summed over.</param>
/// <param name="Rows">Pixel rows of each.</param>
/// <param name="Pixels">Pixels of each row.</param>
/// <param name="Channels">Floats of A that a pixel brings anew.</param>
/// <param name="Groups">Number of groups.</param>
/// <param name="Even">Whether they always lie evenly spaced in A.</param>
/// <param name="Run">Length of each.</param>
/// <param name="Columns">Columns of B and C.</param>
internal sealed unsafe record OuterProduct(
    InstructionSet Set, int Images, int Rows, int Pixels, int Channels, int Groups, bool Even, int Run, int Columns)
{
    /// <summary>Bytes of a block of pixels that a tile reads where columns were copied together: with the next tile's they fit the first cache.</summary>
    public const int BlockBytes = 24 * 1024;

    /// <summary>The same where they are read in place, all of a pixel's columns counted: the second cache is near enough, and tiles' sums are fetched less often.</summary>
    private const int PlaceBlockBytes = 64 * 1024;

    /// <summary>Fewest pixels for which fetching and storing a tile's sums costs little beside them.</summary>
    private const int FewestPixels = 128;

    /// <summary>Panels from which copying A's columns for all of them costs less than what it saves.</summary>
    private const int PanelsToCopyFor = 4;

    /// <summary>Pixels so many floats (4 KiB) apart fall into one set of the first cache.</summary>
    private const int SetStride = 1024;

    /// <summary>Floats from one row of C to the next; 0 where rows follow each other.</summary>
    public int Stride { get; init; }

    private bool IsDense => Stride == 0 || Stride == Columns;

    private long Count => (long)Groups * Run * Columns;

    /// <summary>One long row of pixels can be cut anywhere.</summary>
    private bool ByPixel => Images == 1 && Rows == 1;

    private int Units => ByPixel ? Pixels : Images;

    private long PartialStride => (Count + 64 + 15) / 16 * 16;

    /// <summary>Bytes of scratch for the parts' results.</summary>
    public long ScratchBytes
    {
        get
        {
            var splits = Grid().Splits;
            return splits == 1 ? 0 : ((splits * PartialStride) + 64) * sizeof(float);
        }
    }

    /// <summary>Appends the kernel calls.</summary>
    /// <param name="context">Memory.</param>
    /// <param name="a">A.</param>
    /// <param name="groups">Where each group begins, from the pixel's address in A.</param>
    /// <param name="b">B.</param>
    /// <param name="c">The gradient.</param>
    /// <param name="units">Where each image lies in A and B, in floats from the first; null when they are evenly spaced.</param>
    public void Emit(IKernelContext context, Matrix a, IReadOnlyList<int> groups, Matrix b, float* c, IReadOnlyList<(nint A, nint B)>? units = null)
    {
        var grid = Grid();
        var splits = grid.Splits;
        var ldc = splits > 1 || IsDense ? Columns : Stride;
        var job = (OuterJob*)context.Allocate(sizeof(OuterJob));
        *job = new OuterJob
        {
            Sum = new OuterSum
            {
                Images = Images,
                Rows = Rows,
                Pixels = Pixels,
                AImage = a.Image,
                ARow = a.Row,
                Lda = a.Pixel,
                Group = Groups > 1 ? groups[1] - groups[0] : 0,
                BImage = b.Image,
                BRow = b.Row,
                Ldb = b.Pixel,
            },
            A = a.Pointer,
            B = b.Pointer,
            C = c,
            Ldc = ldc,
            StripGroups = grid.StripGroups,
            PanelGroups = grid.PanelGroups,
            Splits = splits,
            ByPixel = ByPixel,
            Units = Units,
            UnitPlaces = PlacesOf(context, units),
            BlockPixels = BlockPixels,
            Gather = Copies ? (delegate*<OuterJob*, OuterBlock, float*, void>)KernelChoice.Of<OuterGather.Choice>(Set) : null,
            Partials = (float*)context.Scratch,
            PartialStride = (nint)PartialStride,
            ReduceRows = IsDense ? 1 : Groups * Run,
            ReduceColumns = IsDense ? (int)Count : Columns,
            ReduceStride = IsDense ? Columns : Stride,
            ReduceChunks = (int)Math.Clamp(Count * splits / 65_536, 1, IsDense ? 32 : Math.Min(32, Groups * Run)),
        };
        SetTiles(context, job, groups);
        context.Emit(&OuterDriver.Run, job, splits * grid.StripGroups * grid.PanelGroups);
        if (splits > 1)
            context.Emit((delegate*<void*, int, void>)KernelChoice.Of<OuterDriver.ReduceChoice>(Set), job, job->ReduceChunks);
    }

    private static OuterUnit* PlacesOf(IKernelContext context, IReadOnlyList<(nint A, nint B)>? units)
    {
        if (units is null)
            return null;
        var places = (OuterUnit*)context.Allocate(units.Count * sizeof(OuterUnit));
        for (var i = 0; i < units.Count; i++)
            places[i] = new OuterUnit { A = units[i].A, B = units[i].B };
        return places;
    }

    private PanelLayout Panels => new(Set, Columns);

    /// <summary>Most rows of a tile: as many as the registers hold.</summary>
    private int MostRows
    {
        get
        {
            var vectors = Panels.Panels.Max(panel => panel.Vectors);
            return vectors == 2 ? PanelLayout.MostRowsOf(Set, 2) : Set == InstructionSet.Avx512 ? 28 : PanelLayout.MostRowsOf(Set, 1);
        }
    }

    /// <summary>Groups that share a tile: some where they are short, else one.</summary>
    private Balance TileGroups => Balance.Of(Groups, Even ? Math.Clamp(MostRows / Run, 1, 5) : 1);

    /// <summary>A group's rows, cut into tiles about equally tall.</summary>
    private Balance TileRows => Balance.Of(Run, MostRows);

    /// <summary>
    /// Whether columns are copied together before they are multiplied: where one set of the cache would hold all pixels. Elsewhere reading them in place is faster
    /// (measured: 69 % of the peak copied, 80 % in place for 128 by 512 columns).
    /// </summary>
    private bool Copies =>
        Panels.Panels.Count >= PanelsToCopyFor && TileGroups.Parts == Groups && (Channels % SetStride == 0 || Columns % SetStride == 0);

    private int BlockPixels
    {
        get
        {
            var width = Panels.Panels[0].Width;
            return Copies
                ? BlockBytes / sizeof(float) / (TileRows.SizeOf(0) + width)
                : Math.Max(PlaceBlockBytes / sizeof(float) / (Channels + Math.Min(Columns, width)), FewestPixels);
        }
    }

    private void SetTiles(IKernelContext context, OuterJob* job, IReadOnlyList<int> offsets)
    {
        var (panels, groups, rows) = (Panels.Panels, TileGroups, TileRows);
        (job->StripCount, job->PanelCount) = (groups.Parts * rows.Parts, panels.Count);
        job->Panels = (OuterStretch*)context.Allocate(panels.Count * sizeof(OuterStretch));
        for (var p = 0; p < panels.Count; p++)
            job->Panels[p] = new OuterStretch { Start = panels[p].Start, Width = panels[p].Width };
        job->Strips = (OuterStretch*)context.Allocate(job->StripCount * sizeof(OuterStretch));
        job->Tiles = (OuterTile*)context.Allocate(job->StripCount * panels.Count * sizeof(OuterTile));
        for (var strip = 0; strip < job->StripCount; strip++)
        {
            var (g, r) = Math.DivRem(strip, rows.Parts);
            job->Strips[strip] = new OuterStretch { Start = offsets[groups.StartOf(g)] + rows.StartOf(r), Width = rows.SizeOf(r) };
            for (var p = 0; p < panels.Count; p++)
            {
                job->Tiles[(strip * panels.Count) + p] = new OuterTile
                {
                    A = job->Strips[strip].Start,
                    B = panels[p].Start,
                    Columns = panels[p].Columns,
                    C = ((((nint)groups.StartOf(g) * Run) + rows.StartOf(r)) * job->Ldc) + panels[p].Start,
                    Kernel = (delegate*<OuterSum*, float*, float*, float*, nint, int, bool, void>)OuterKernels.Of(
                        panels[p].Set, panels[p].Vectors, groups.SizeOf(g), rows.SizeOf(r)),
                };
            }
        }
    }

    /// <summary>
    /// Cuts the work into chunks by tiles, which read the same A and B again, or by pixels, which need a partial result each: whichever moves fewer bytes.
    /// A function of shapes alone, as the order of summation follows from it.
    /// </summary>
    private (int Splits, int StripGroups, int PanelGroups) Grid()
    {
        var (strips, panels) = (TileGroups.Parts * TileRows.Parts, Panels.Panels.Count);
        var pixels = (double)Images * Rows * Pixels;
        var work = 2 * pixels * Count;
        var target = Math.Min(WorkSize.ChunksOf(work), 8);
        var aBytes = 4 * pixels * (Copies ? Groups * Run : Channels);
        var bBytes = 4 * pixels * Columns;
        var most = ByPixel ? Math.Max(Pixels / 64, 1) : Images;
        var (best, chosen) = (double.MaxValue, (1, 1, 1));
        for (var splits = 1; splits <= Math.Min(most, 32); splits *= 2)
        {
            if (splits > 1 && splits * Count * 4 > 64 << 20)
                break;
            var wanted = (int)((target + splits - 1) / splits);
            for (var panelGroups = 1; panelGroups <= Math.Min(panels, wanted); panelGroups++)
            {
                var stripGroups = Math.Min(strips, (wanted + panelGroups - 1) / panelGroups);
                var chunks = splits * stripGroups * panelGroups;
                var largest = Math.Ceiling((double)strips / stripGroups) * Math.Ceiling((double)panels / panelGroups);
                var idle = largest * stripGroups * panelGroups / ((double)strips * panels);
                var moved = (aBytes * panelGroups) + (bBytes * stripGroups);
                var partial = splits > 1 ? 3.0 * splits * Count * 4 : 0;
                var cost = ((work / 1e11 * idle) + (moved / 4e10) + (partial / 1e10)) / Math.Min(chunks, 8);
                if (cost < best)
                    (best, chosen) = (cost, (splits, stripGroups, panelGroups));
            }
        }

        return chosen;
    }
}
