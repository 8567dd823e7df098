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

    private int Rows => Turned ? Filters : Channels;

    private int Columns => Turned ? Channels : Filters;

    /// <summary>The cut of the columns.</summary>
    public PanelLayout Layout => new(Set, Columns);

    /// <inheritdoc/>
    public override long Count => (long)Positions * Rows * Layout.Stored;

    /// <summary>Floats before a panel.</summary>
    public static nint Before(Panel panel, int rows) => (nint)Positions * rows * panel.Start;

    /// <inheritdoc/>
    public override unsafe void Compile(IKernelContext context)
    {
        var panels = Layout.Panels;
        var list = (Piece*)context.Allocate(panels.Count * sizeof(Piece));
        for (var p = 0; p < panels.Count; p++)
            list[p] = new Piece { Start = panels[p].Start, Columns = panels[p].Columns, Width = panels[p].Width, Destination = Before(panels[p], Rows) };
        var blocks = Balance.Of(Rows, RowBlock);
        var job = (Job*)context.Allocate(sizeof(Job));
        *job = new Job
        {
            Source = context.Parameter(Parameter),
            Destination = context.Packed(this),
            Pieces = list,
            Blocks = blocks,
            Rows = Rows,
            Channels = Channels,
            Filters = Filters,
            Turned = Turned,
        };
        context.Emit((delegate*<void*, int, void>)KernelChoice.Of<Choice>(Set), job, panels.Count * blocks.Parts);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (Job*)arguments;
        var (p, block) = Math.DivRem(chunk, job->Blocks.Parts);
        var piece = job->Pieces[p];
        var (first, rows) = (job->Blocks.StartOf(block), job->Blocks.SizeOf(block));
        var destination = job->Destination + piece.Destination + ((nint)first * piece.Width);
        nint plane = (nint)job->Rows * piece.Width;
        var buffer = stackalloc float[(3 + 1) * Window * TI.Width];
        if (!job->Turned)
        {
            nint tap = (nint)job->Channels * job->Filters;
            for (var row = 0; row < rows; row++)
                Transform<TI, TV>(job->Source + ((nint)(first + row) * job->Filters) + piece.Start, tap, piece, buffer, destination + (row * piece.Width), plane);
            return;
        }

        var turned = stackalloc float[Cells * RowBlock * piece.Width];
        for (var cell = 0; cell < Cells; cell++)
        {
            Transpose.Run(
                job->Source + ((((nint)(Cells - 1 - cell) * job->Channels) + piece.Start) * job->Filters) + first, job->Filters,
                rows, piece.Columns, turned + (cell * RowBlock * piece.Width), piece.Width);
        }

        for (var row = 0; row < rows; row++)
            Transform<TI, TV>(turned + (row * piece.Width), RowBlock * piece.Width, piece with { Columns = piece.Width }, buffer, destination + (row * piece.Width), plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Transform<TI, TV>(float* source, nint tap, Piece piece, float* buffer, float* destination, nint plane)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var values = buffer + (3 * Window * TI.Width);
        for (var column = 0; column < piece.Width; column += TI.Width)
        {
            var there = Math.Clamp(piece.Columns - column, 0, TI.Width);
            for (var j = 0; j < 3; j++)
            {
                var cell = source + column + (j * tap);
                WinogradTransform.Weights<TI, TV>(
                    TI.LoadPartial(cell, there), TI.LoadPartial(cell + (3 * tap), there), TI.LoadPartial(cell + (6 * tap), there),
                    buffer + (j * TI.Width), 3 * TI.Width);
            }

            var stored = Math.Min(piece.Width - column, TI.Width);
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

    private struct Piece
    {
        public int Start;
        public int Columns;
        public int Width;
        public nint Destination;
    }

    private unsafe struct Job
    {
        public float* Source;
        public float* Destination;
        public Piece* Pieces;
        public Balance Blocks;
        public int Rows;
        public int Channels;
        public int Filters;
        public bool Turned;
    }

    private readonly struct Choice : IKernelChoice
    {
        public static unsafe nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }
}
