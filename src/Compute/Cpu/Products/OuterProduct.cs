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
    private const int CacheBytes = 512 * 1024;

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
        var (splits, tileGroups) = Grid();
        var ldc = splits > 1 || IsDense ? Columns : Stride;
        var tiles = Tiles(groups, ldc);
        var list = (OuterTile*)context.Allocate(tiles.Count * sizeof(OuterTile));
        for (var i = 0; i < tiles.Count; i++)
            list[i] = tiles[i];
        var job = (OuterJob*)context.Allocate(sizeof(OuterJob));

        // A chunk reads the columns of its own tiles only.
        var unitBytes = (ByPixel ? 1L : Rows * Pixels) * (Channels + Math.Max(Columns / tileGroups, 32)) * sizeof(float);
        var blocks = Balance.Of(Math.Max(Units / splits, 1), (int)Math.Clamp(CacheBytes / unitBytes, 1, Units));
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
            Tiles = list,
            TileCount = tiles.Count,
            TileGroups = tileGroups,
            Splits = splits,
            ByPixel = ByPixel,
            Units = Units,
            UnitPlaces = PlacesOf(context, units),
            UnitsPerBlock = units is null ? blocks.SizeOf(0) : 1,
            Partials = (float*)context.Scratch,
            PartialStride = (nint)PartialStride,
            ReduceRows = IsDense ? 1 : Groups * Run,
            ReduceColumns = IsDense ? (int)Count : Columns,
            ReduceStride = IsDense ? Columns : Stride,
            ReduceChunks = (int)Math.Clamp(Count * splits / 65_536, 1, IsDense ? 32 : Math.Min(32, Groups * Run)),
        };
        context.Emit(&OuterDriver.Run, job, splits * tileGroups);
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

    /// <summary>Tiles, panel by panel: as tall as the registers allow, all about equally tall; short groups share a tile.</summary>
    private List<OuterTile> Tiles(IReadOnlyList<int> offsets, int ldc)
    {
        var tiles = new List<OuterTile>();
        foreach (var panel in new PanelLayout(Set, Columns).Panels)
        {
            var most = panel.Vectors == 2 ? PanelLayout.MostRowsOf(Set, 2)
                : Set == InstructionSet.Avx512 ? 28 : PanelLayout.MostRowsOf(Set, 1);
            var groups = Balance.Of(Groups, Even ? Math.Clamp(most / Run, 1, 5) : 1);
            var rows = Balance.Of(Run, most);
            for (var g = 0; g < groups.Parts; g++)
            {
                for (var r = 0; r < rows.Parts; r++)
                {
                    tiles.Add(new OuterTile
                    {
                        A = offsets[groups.StartOf(g)] + rows.StartOf(r),
                        B = panel.Start,
                        C = ((((nint)groups.StartOf(g) * Run) + rows.StartOf(r)) * ldc) + panel.Start,
                        Columns = panel.Columns,
                        Kernel = (delegate*<OuterSum*, float*, float*, float*, nint, int, bool, void>)OuterKernels.Of(
                            panel.Set, panel.Vectors, groups.SizeOf(g), rows.SizeOf(r)),
                    });
                }
            }
        }

        return tiles;
    }

    /// <summary>
    /// Cuts the work into chunks by tiles, which all read the whole of A and B, or by pixels, which need a partial result each: whichever moves
    /// fewer bytes. A function of shapes alone, as the order of summation follows from it.
    /// </summary>
    private (int Splits, int TileGroups) Grid()
    {
        var tiles = Tiles(new int[Groups], Columns).Count;
        var panels = new PanelLayout(Set, Columns).Panels.Count;
        var work = 2.0 * Images * Rows * Pixels * Count;
        var target = WorkSize.ChunksOf(work);
        var (aBytes, bBytes) = (4.0 * Images * Rows * Pixels * Channels, 4.0 * Images * Rows * Pixels * Columns);
        var most = ByPixel ? Math.Max(Pixels / 64, 1) : Images;
        var (best, chosen) = (double.MaxValue, (1, 1));
        for (var splits = 1; splits <= Math.Min(most, 32); splits *= 2)
        {
            if (splits > 1 && splits * Count * 4 > 64 << 20)
                break;
            var groups = (int)Math.Min(tiles, (target + splits - 1) / splits);

            // Tiles go panel by panel: few groups read all of A each, many share out the tiles of a panel and read a part.
            var read = (aBytes * Math.Min(groups, panels)) + (bBytes * Math.Max(1, (double)groups / panels));
            var partial = splits > 1 ? 3.0 * splits * Count * 4 : 0;
            var cost = ((work / 1e11) + (read / 4e10) + (partial / 1e10)) / Math.Min(splits * groups, 8);
            if (cost < best)
                (best, chosen) = (cost, (splits, groups));
        }

        return chosen;
    }
}
