using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.MicroKernels;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;

namespace TrainingService.Compute.Cpu.Products.Strassen;

/// <summary>
/// C = f(A · B + bias) or (A · B) · f'(X) for large matrices, with an eighth fewer products: quarters of A and B are added while they are packed, seven products of them summed within the second
/// cache, and C's quarters put together from those (after J. Huang et al., Strassen's algorithm reloaded, 2016). Described at plan time.
/// </summary>
/// <param name="Set">Whose vectors.</param>
/// <param name="Rows">Rows of C; even.</param>
/// <param name="Depth">Length of the sums; even.</param>
/// <param name="Columns">Columns of C.</param>
internal sealed unsafe record StrassenProduct(InstructionSet Set, int Rows, int Depth, int Columns)
{
    /// <summary>Depth of a block of B.</summary>
    public const int MostDepth = 256;

    /// <summary>Rows of C's upper half whose products wait in the second cache for the next block.</summary>
    public const int MostGroupRows = 128;

    /// <summary>Weights, and rows of a batch, from which adding costs clearly less than what it saves: it does where weights come from memory anyway.</summary>
    private const long FewestWeights = 1_000_000;
    private const int FewestRows = 64;
    private const int FewestRowsOfGradient = 256;

    /// <summary>Most floats of A: its sums take seven quarters of that as scratch, which with a whole dataset as one batch would be felt.</summary>
    private const long MostFloats = 8 << 20;

    /// <summary>Operations of a chunk from which sharing out is worth cutting B anew.</summary>
    private const double FlopsPerChunk = 5e6;
    private const int MostChunks = 16;

    public required Matrix A { get; init; }

    /// <summary>Whether A lies with the summed dimension as its rows.</summary>
    public bool IsATransposed { get; init; }

    public required PanelSource B { get; init; }

    public required Matrix C { get; init; }

    /// <summary>Whether A's columns, along which is summed, may differ in size by any factor: then they are brought to one size too. For B as it lies.</summary>
    public bool ScalesDepth { get; init; }

    /// <summary>Address of one float per column, or 0.</summary>
    public nint Bias { get; init; }

    /// <summary>f.</summary>
    public ActivationFunction Activation { get; init; }

    /// <summary>The activation whose derivative is multiplied in, taken from <see cref="X"/>.</summary>
    public ActivationFunction Gradient { get; init; }

    public Matrix X { get; init; }

    /// <summary>What is to be done with stretches of C as soon as they are complete; see <see cref="EndsInStretches"/>.</summary>
    public GradientEnd End { get; init; }

    /// <summary>Whether a batch is multiplied by weights [depth, columns], or by their transpose, in this way.</summary>
    public static bool Suits(Graph graph, int rows, int depth, int columns) =>
        IsAllowed(graph, rows, depth) && rows >= FewestRows && (long)depth * columns >= FewestWeights;

    /// <summary>Whether the gradient of weights [inputs, outputs] is summed over a batch in this way.</summary>
    public static bool SuitsGradient(Graph graph, int inputs, int rows, int outputs) =>
        IsAllowed(graph, inputs, rows) && rows >= FewestRowsOfGradient && (long)inputs * outputs >= FewestWeights;

    /// <summary>
    /// Whether the gradient of weights with so many outputs, summed over so many rows, is computed by whole rows: that takes sums of all of dy, and each in one go.
    /// </summary>
    public static bool EndsInStretches(int rows, int outputs) => BlocksOf(rows / 2).Parts == 1 && (long)rows * outputs <= MostFloats;

    /// <summary>Bytes of scratch for the gradient of weights [inputs, outputs].</summary>
    public static long ScratchBytesOfGradient(InstructionSet set, int inputs, int rows, int outputs) =>
        ScratchBytesOf(set, inputs, rows, outputs) + (EndsInStretches(rows, outputs) ? sizeof(float) * RightFloatsOf(set, rows / 2, outputs) : 0);

    /// <summary>Bytes of scratch for a product of such sizes.</summary>
    public static long ScratchBytesOf(InstructionSet set, int rows, int depth, int columns) => sizeof(float) * (2 * (Padded(rows) + Padded(columns) + Padded(depth))
        + Padded(StrassenSums.Products
            * (((long)(rows / 2) * (depth / 2)) + ((long)PanelLayout.WidthOf(set) * StripsOf(set, rows / 2).Parts * BlocksOf(depth / 2).Parts))));

    /// <summary>Appends the kernel calls.</summary>
    public void Emit(IKernelContext context)
    {
        var job = (StrassenJob*)context.Allocate(sizeof(StrassenJob));
        var strips = StripsOf(Set, Rows / 2);
        var width = 2 * PanelLayout.WidthOf(Set);
        var pairs = PairsOf(Set, Columns);
        var end = TilePass.End(Set, Activation, Gradient);
        var x = end.ReadsX ? X : C;
        var scratch = (float*)context.Scratch;
        var depthScales = scratch + (2 * (Padded(Rows) + Padded(Columns)));
        *job = new StrassenJob
        {
            A = A.Pointer,
            Lda = A.Pixel,
            B = (float*)B.Address,
            Ldb = B.Stride,
            IsBTransposed = B.IsTransposed,
            C = C.Pointer,
            Ldc = C.Pixel,
            HalfRows = Rows / 2,
            HalfDepth = Depth / 2,
            Blocks = BlocksOf(Depth / 2),
            Columns = Columns,
            LeftColumns = pairs * width,
            Width = width,
            Pairs = pairs,
            StripCount = strips.Parts,
            RowBefore = scratch,
            RowAfter = scratch + Padded(Rows),
            DepthOfA = ScalesDepth ? depthScales : null,
            DepthOfB = ScalesDepth ? depthScales + Padded(Depth) : null,
            Sums = depthScales + (2 * Padded(Depth)),
            Slack = PanelLayout.WidthOf(Set),
            Bias = (float*)Bias,
            Floor = end.Floor,
            Pass = (delegate*<float*, nint, float*, nint, int, int, float, void>)end.Pass,
            X = x.Pointer,
            Ldx = x.Pixel,
            ReadsX = end.ReadsX,
            Slope = end.Slope,
        };
        job->Strips = (StrassenStrip*)context.Allocate(strips.Parts * sizeof(StrassenStrip));
        for (var i = 0; i < strips.Parts; i++)
        {
            job->Strips[i] = new StrassenStrip
            {
                Start = strips.StartOf(i),
                Rows = strips.SizeOf(i),
                Kernel = (delegate*<OuterSum*, float*, float*, float*, nint, int, bool, void>)OuterKernels.Of(Set, 2, 1, strips.SizeOf(i)),
            };
        }

        SetGroups(job);
        SetColumnScales(context, job);
        if (ScalesDepth)
            context.Emit((delegate*<void*, int, void>)KernelChoice.Of<StrassenColumnScales.DepthChoice>(Set), job, StrassenColumnScales.ChunksOf(Depth));
        var left = IsATransposed ? KernelChoice.Of<StrassenLeftColumns.Choice>(Set) : KernelChoice.Of<StrassenLeftRows.Choice>(Set);
        context.Emit((delegate*<void*, int, void>)left, job, strips.Parts);
        if (!IsByRows)
        {
            context.Emit((delegate*<void*, int, void>)KernelChoice.Of<StrassenDriver.Choice>(Set), job, job->Groups * pairs);
            return;
        }

        job->End = End;
        job->RightSums = scratch + (ScratchBytesOf(Set, Rows, Depth, Columns) / sizeof(float));
        context.Emit((delegate*<void*, int, void>)KernelChoice.Of<StrassenRight.Choice>(Set), job, pairs);
        context.Emit((delegate*<void*, int, void>)KernelChoice.Of<StrassenRowDriver.Choice>(Set), job, strips.Parts);
    }

    private bool IsByRows => IsATransposed && EndsInStretches(Depth, Columns);

    private static bool IsAllowed(Graph graph, int rows, int depth) => graph.MixesRows && rows % 2 == 0 && depth % 2 == 0 && (long)rows * depth <= MostFloats;

    private static Balance StripsOf(InstructionSet set, int rows) => Balance.Of(rows, PanelLayout.MostRowsOf(set, 2));

    private static int PairsOf(InstructionSet set, int columns)
    {
        var width = 2 * PanelLayout.WidthOf(set);
        return (((columns + width - 1) / width) + 1) / 2;
    }

    /// <summary>Floats of the sums of B's quarters over half its depth, a row more than it has for each.</summary>
    private static long RightFloatsOf(InstructionSet set, int depth, int columns) =>
        (long)StrassenSums.Products * PairsOf(set, columns) * (depth + 1) * 2 * PanelLayout.WidthOf(set);

    private static Balance BlocksOf(int depth) => Balance.Of(depth, MostDepth);

    /// <summary>Room for so many floats: scales may be read by the panel, and what comes next begins at a line.</summary>
    private static long Padded(long floats) => (floats + 63) / 64 * 64;

    /// <summary>Columns of B have scales of their own where B is data of the step; those of weights are about equal, and are read from memory only once.</summary>
    private void SetColumnScales(IKernelContext context, StrassenJob* job)
    {
        if (IsATransposed)
        {
            job->ColumnBefore = job->RowAfter + Padded(Rows);
            job->ColumnAfter = job->ColumnBefore + Padded(Columns);
            var chunks = StrassenColumnScales.ChunksOf(Rows) + StrassenColumnScales.ChunksOf(Columns);
            context.Emit((delegate*<void*, int, void>)KernelChoice.Of<StrassenColumnScales.Choice>(Set), job, chunks);
            return;
        }

        var ones = (float*)context.Allocate(2L * job->LeftColumns * sizeof(float));
        job->ColumnBefore = job->ColumnAfter = ones;
        new Span<float>(ones, 2 * job->LeftColumns).Fill(1);
    }

    /// <summary>As many groups as the room for products asks for, or more where chunks would be too few. A function of shapes alone.</summary>
    private void SetGroups(StrassenJob* job)
    {
        if (IsByRows)
        {
            job->Groups = job->StripCount;
            return;
        }

        var wanted = (int)Math.Min(1.75 * Rows * Depth * Columns / FlopsPerChunk, MostChunks) / job->Pairs;
        job->Groups = Math.Clamp(wanted, 1, job->StripCount);
        while (job->Blocks.Parts > 1 && !HasRoom(job))
            job->Groups++;
    }

    private static bool HasRoom(StrassenJob* job)
    {
        for (var group = 0; group < job->Groups; group++)
        {
            var last = job->Strips[job->FirstStrip(group + 1) - 1];
            if (last.Start + last.Rows - job->Strips[job->FirstStrip(group)].Start > MostGroupRows)
                return false;
        }

        return true;
    }
}
