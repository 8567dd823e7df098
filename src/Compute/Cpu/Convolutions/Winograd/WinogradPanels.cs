using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Simd;
using static TrainingService.Compute.Cpu.Convolutions.Winograd.WinogradPoints;

namespace TrainingService.Compute.Cpu.Convolutions.Winograd;

/// <summary>
/// Weights [3, 3, channels, filters] as G g Gᵀ, for each panel of columns and each of the 36 positions a matrix of rows by the panel's width.
/// Forward: rows are channels, columns filters. For the input gradient: rows are filters, columns channels, and the kernel is turned by half a turn.
/// </summary>
/// <param name="Parameter">The parameter's number in the network.</param>
/// <param name="Set">Whose vectors the panels fit.</param>
/// <param name="Channels">Channels.</param>
/// <param name="Filters">Filters.</param>
/// <param name="Turned">Whether for the input gradient.</param>
internal sealed record WinogradPanels(int Parameter, InstructionSet Set, int Channels, int Filters, bool Turned) : CpuPackedWeights(Parameter, Set)
{
    private const int Cells = 9;

    /// <summary>Rows transformed at a time: what is read and turned for them fits the first caches.</summary>
    private const int RowBlock = 32;

    /// <summary>Floats of the widest vector.</summary>
    private const int Widest = 16;

    private int Rows => Turned ? Filters : Channels;

    private int Columns => Turned ? Channels : Filters;

    /// <summary>The cut of the columns.</summary>
    public PanelLayout Layout => new(Set, Columns);

    /// <inheritdoc/>
    public override long Count => Layout.Panels.Sum(panel => (long)Positions * PlaneOf(Rows, panel.Width));

    /// <summary>Floats from one position's matrix to the next: not a power of two, so that the positions of one weight don't fall into one set of the caches.</summary>
    public static nint PlaneOf(int rows, int width) => ((nint)rows * width) + Widest;

    /// <summary>Floats before a panel.</summary>
    public nint Before(int panel)
    {
        nint before = 0;
        for (var p = 0; p < panel; p++)
            before += Positions * PlaneOf(Rows, Layout.Panels[p].Width);
        return before;
    }

    /// <inheritdoc/>
    public override unsafe void Compile(IKernelContext context)
    {
        var blocks = Balance.Of(Rows, RowBlock);
        var job = (WinogradWeights*)context.Allocate(sizeof(WinogradWeights));
        *job = WeightsOf(context);
        job->Destination = context.Packed(this);
        job->Blocks = blocks;
        context.Emit((delegate*<void*, int, void>)KernelChoice.Of<Choice>(Set), job, Layout.Panels.Count * blocks.Parts);
    }

    /// <summary>What transforming them needs to know.</summary>
    public unsafe WinogradWeights WeightsOf(IKernelContext context)
    {
        var panels = Layout.Panels;
        var pieces = (WinogradPiece*)context.Allocate(panels.Count * sizeof(WinogradPiece));
        for (var p = 0; p < panels.Count; p++)
            pieces[p] = new WinogradPiece { Start = panels[p].Start, Columns = panels[p].Columns, Width = panels[p].Width, Destination = Before(p) };
        return new WinogradWeights
        {
            Source = context.Parameter(Parameter),
            Pieces = pieces,
            Rows = Rows,
            Channels = Channels,
            Filters = Filters,
            Turned = Turned,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (WinogradWeights*)arguments;
        var (p, block) = Math.DivRem(chunk, job->Blocks.Parts);
        var piece = job->Pieces[p];
        TransformRows<TI, TV>(job, &piece, job->Blocks.StartOf(block), job->Blocks.SizeOf(block), job->Destination + piece.Destination);
    }

    /// <summary>Transforms some rows of a panel; destination[position · plane + row · width + column].</summary>
    [SkipLocalsInit]
    private static unsafe void TransformRows<TI, TV>(WinogradWeights* weights, WinogradPiece* piece, int first, int rows, float* destination)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var width = piece->Width;
        destination += (nint)first * width;
        var plane = PlaneOf(weights->Rows, width);
        var room = stackalloc float[((3 + 1) * Window * Widest) + Widest + (Cells * RowBlock * 2 * Widest)];
        var buffer = (float*)(((nint)room + 63) & ~(nint)63);
        if (!weights->Turned)
        {
            nint tap = (nint)weights->Channels * weights->Filters;
            for (var row = 0; row < rows; row++)
                Transform<TI, TV>(weights->Source + ((nint)(first + row) * weights->Filters) + piece->Start, tap, piece->Columns, width, buffer, destination + (row * width), plane);
            return;
        }

        var turned = buffer + ((3 + 1) * Window * Widest);
        for (var cell = 0; cell < Cells; cell++)
        {
            Transpose.Run(
                weights->Source + ((((nint)(Cells - 1 - cell) * weights->Channels) + piece->Start) * weights->Filters) + first, weights->Filters,
                rows, piece->Columns, turned + (cell * RowBlock * width), width);
        }

        for (var row = 0; row < rows; row++)
            Transform<TI, TV>(turned + (row * width), RowBlock * width, width, width, buffer, destination + (row * width), plane);
    }

    /// <summary>Transforms a whole panel; destination as above.</summary>
    public static unsafe void TransformPanel<TI, TV>(WinogradWeights* weights, WinogradPiece* piece, float* destination)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        for (var first = 0; first < weights->Rows; first += RowBlock)
            TransformRows<TI, TV>(weights, piece, first, Math.Min(RowBlock, weights->Rows - first), destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Transform<TI, TV>(float* source, nint tap, int columns, int width, float* buffer, float* destination, nint plane)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var values = buffer + (3 * Window * TI.Width);
        for (var column = 0; column < width; column += TI.Width)
        {
            var there = Math.Clamp(columns - column, 0, TI.Width);
            for (var j = 0; j < 3; j++)
            {
                var cell = source + column + (j * tap);
                WinogradTransform.Weights<TI, TV>(
                    TI.LoadPartial(cell, there), TI.LoadPartial(cell + (3 * tap), there), TI.LoadPartial(cell + (6 * tap), there),
                    buffer + (j * TI.Width), 3 * TI.Width);
            }

            var stored = Math.Min(width - column, TI.Width);
            for (var i = 0; i < Window; i++)
            {
                var line = buffer + (i * 3 * TI.Width);
                if (stored == TI.Width)
                {
                    WinogradTransform.Weights<TI, TV>(
                        TI.Load(line), TI.Load(line + TI.Width), TI.Load(line + (2 * TI.Width)), destination + (i * Window * plane) + column, plane);
                    continue;
                }

                WinogradTransform.Weights<TI, TV>(TI.Load(line), TI.Load(line + TI.Width), TI.Load(line + (2 * TI.Width)), values, TI.Width);
                for (var j = 0; j < Window; j++)
                    TI.StorePartial(destination + (((i * Window) + j) * plane) + column, TI.Load(values + (j * TI.Width)), stored);
            }
        }
    }

    private readonly struct Choice : IKernelChoice
    {
        public static unsafe nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }
}
