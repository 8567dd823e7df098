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
    /// <summary>Most rows of a tile.</summary>
    public const int MostStripRows = 28;

    /// <summary>Pixels of a block whose columns are copied together: a strip's copy fits the first cache, its panels' the second.</summary>
    public const int CopiedPixels = 256;

    /// <summary>Bytes of a block read in place, all of a pixel's columns counted: the second cache is near enough, and tiles' sums are fetched less often.</summary>
    private const int PlaceBlockBytes = 64 * 1024;

    /// <summary>Fewest pixels for which fetching and storing a tile's sums costs little beside them.</summary>
    private const int FewestPixels = 256;

    /// <summary>Bytes of one operand that stay in the second cache while a part's tiles go by.</summary>
    private const double NearBytes = 512 * 1024;

    /// <summary>How much longer reading a byte takes where a set of the cache holds whole columns.</summary>
    private const double ScatteredCost = 4;

    /// <summary>How much of that reading from the second cache again takes.</summary>
    private const double NearCost = 0.125;

    /// <summary>Strips from which chunks of whole rows are enough to be shared out.</summary>
    private const int FewestStrips = 16;

    /// <summary>Panels from which copying columns costs less than what it saves.</summary>
    private const int PanelsToCopyFor = 4;

    /// <summary>Pixels so many floats (4 KiB) apart fall into one set of the first cache.</summary>
    private const int SetStride = 1024;

    /// <summary>Floats from one row of C to the next; 0 where rows follow each other.</summary>
    public int Stride { get; init; }

    /// <summary>Floats of A from one pixel to the next; 0 where pixels follow each other.</summary>
    public int PixelStride { get; init; }

    /// <summary>Whether B's columns are summed too, for one image of one row of pixels.</summary>
    public bool SumsColumns { get; init; }

    /// <summary>What is to be done with stretches of the result as soon as they are complete; see <see cref="EndsInStretches"/>.</summary>
    public GradientEnd End { get; init; }

    /// <summary>Whether chunks are to complete whole rows where that costs nothing.</summary>
    public bool WantsStretches { get; init; }

    /// <summary>Whether the chunks, or those that add parts up, complete stretches of the result.</summary>
    public bool EndsInStretches => IsDense && Count <= int.MaxValue && Grid() is var (splits, _, panelGroups) && (splits > 1 || panelGroups == 1);

    private bool IsDense => Stride == 0 || Stride == Columns;

    private long Count => (long)Groups * Run * Columns;

    /// <summary>One long row of pixels can be cut anywhere.</summary>
    private bool ByPixel => Images == 1 && Rows == 1;

    private int Units => ByPixel ? Pixels : Images;

    private long PartialStride => (Count + (SumsColumns ? Columns : 0) + 64 + 15) / 16 * 16;

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
    /// <param name="sums">Sums of B's columns; null unless <see cref="SumsColumns"/>.</param>
    public void Emit(
        IKernelContext context, Matrix a, IReadOnlyList<int> groups, Matrix b, float* c, IReadOnlyList<(nint A, nint B)>? units = null, float* sums = null)
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
            Sums = SumsColumns ? sums : null,
            SumPanel = SumsColumns ? (delegate*<float*, nint, int, int, float*, bool, void>)KernelChoice.Of<ColumnSums.Choice>(Set) : null,
            SumColumns = Columns,
            End = End,
            PartialSums = (nint)Count,
            StripGroups = grid.StripGroups,
            PanelGroups = grid.PanelGroups,
            Splits = splits,
            ByPixel = ByPixel,
            FetchesSums = ByPixel && ABytes + BBytes > NearBytes,
            Units = Units,
            UnitPlaces = PlacesOf(context, units),
            BlockPixels = Copies ? CopiedPixels : BlockPixels,
            CopiesStrips = CopiesStrips,
            IsANear = !IsAScattered && ABytes / splits <= NearBytes,
            IsBNear = BBytes / splits <= NearBytes,
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

    private double PixelCount => (double)Images * Rows * Pixels;

    private double ABytes => sizeof(float) * PixelCount * Channels;

    private double BBytes => sizeof(float) * PixelCount * Columns;

    /// <summary>Whether A's columns lie in few sets of the caches.</summary>
    private bool IsAScattered => (PixelStride == 0 ? Channels : PixelStride) % SetStride == 0;

    /// <summary>
    /// Whether columns are copied together before they are multiplied: where one set of the cache would hold all pixels. Elsewhere reading them in place is faster
    /// (measured: 69 % of the peak copied, 80 % in place for 128 by 512 columns).
    /// </summary>
    private bool Copies =>
        Panels.Panels.Count >= PanelsToCopyFor && TileGroups.Parts == Groups && (Channels % SetStride == 0 || Columns % SetStride == 0);

    /// <summary>
    /// Whether strips of A are copied with the panels of B, which gives the same bits. For 2048 by 2048 columns and AVX-512, Zen 4 reaches 80 % of its peak copying and 88 %
    /// reading in place; Sapphire Rapids takes 1.8 ms copying and 2.5 ms in place, on 16 threads.
    /// </summary>
    private bool CopiesStrips => Set != InstructionSet.Avx512 || !ByPixel || !Processor.IsAmd;

    private int BlockPixels =>
        Math.Max(PlaceBlockBytes / sizeof(float) / (Channels + Math.Min(Columns, Panels.Panels[0].Width)), FewestPixels);

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
        var work = 2 * PixelCount * Count;
        var target = WorkSize.ChunksOf(work);
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
                // Chunks of unequal size even out among threads where there are many.
                var idle = 1 + (((largest * stripGroups * panelGroups / ((double)strips * panels)) - 1) * Math.Min(1, 8.0 / chunks));
                var moved = (ABytes * (IsAScattered ? ScatteredCost : 1) * Reads(panelGroups, !IsAScattered && ABytes / splits <= NearBytes))
                    + (BBytes * Reads(stripGroups, BBytes / splits <= NearBytes));
                var partial = splits > 1 ? 3.0 * splits * Count * 4 : 0;
                var cost = ((work / 1e11 * idle) + (moved / 4e10) + (partial / 2e10)) / Math.Min(chunks, 8);
                if (cost < best)
                    (best, chosen) = (cost, (splits, stripGroups, panelGroups));
            }
        }

        var (parts, byStrips, byPanels) = chosen;
        return WantsStretches && parts == 1 && strips >= FewestStrips && BBytes <= NearBytes ? (1, Math.Min(strips, byStrips * byPanels), 1) : chosen;
    }

    /// <summary>How many times an operand is read if some groups of tiles read it one after the other.</summary>
    private static double Reads(int groups, bool isNear) => isNear ? 1 + ((groups - 1) * NearCost) : groups;
}
