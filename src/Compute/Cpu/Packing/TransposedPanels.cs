using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Conv3D;

namespace TrainingService.Compute.Cpu.Packing;

/// <summary>
/// Weights [taps, channels, groups · filters] as the input gradient reads them: for each group of filters and each phase of
/// <see cref="GradientPhase"/> a matrix of (its taps · filters) rows by channels, in column panels filled up with zeros. A dense layer has one tap.
/// </summary>
/// <param name="Parameter">The parameter's number in the network.</param>
/// <param name="Set">Whose vectors the panels fit.</param>
/// <param name="Window">The window whose taps they are.</param>
/// <param name="Channels">Channels of a group.</param>
/// <param name="Filters">Filters of a group.</param>
/// <param name="Groups">Number of groups.</param>
internal sealed record TransposedPanels(int Parameter, InstructionSet Set, Window3D Window, int Channels, int Filters, int Groups = 1)
    : CpuPackedWeights(Parameter, Set)
{
    /// <summary>The window of a dense layer: one cell.</summary>
    public static Window3D OneTap => Window3D.Flat(new Window2D(1, 1, 1, 1, 1, 1, 0, 0, 0, 0));

    /// <inheritdoc/>
    public override long Count =>
        (long)Groups * Window.KernelDepth * Window.Plane.KernelHeight * Window.Plane.KernelWidth * Filters * new PanelLayout(Set, Channels).Stored;

    /// <inheritdoc/>
    public override unsafe void Compile(IKernelContext context)
    {
        var layout = new PanelLayout(Set, Channels);
        var pieces = new List<Piece>();
        nint start = 0;
        var phases = GradientPhase.Of(Window);
        foreach (var (group, phase) in from g in Enumerable.Range(0, Groups) from phase in phases select (g, phase))
        {
            var depth = phase.Taps.Count * Filters;
            foreach (var panel in layout.Panels)
            {
                for (var tap = 0; tap < phase.Taps.Count; tap++)
                {
                    pieces.Add(new Piece
                    {
                        Source = (((nint)phase.Taps[tap].Index * Channels) + panel.Start) * Groups * Filters + (group * Filters),
                        Destination = start + ((nint)depth * panel.Start) + ((nint)tap * Filters * panel.Width),
                        Columns = panel.Columns,
                        Width = panel.Width,
                    });
                }
            }

            start += (nint)depth * layout.Stored;
        }

        var job = (Job*)context.Allocate(sizeof(Job));
        var list = (Piece*)context.Allocate(pieces.Count * sizeof(Piece));
        for (var i = 0; i < pieces.Count; i++)
            list[i] = pieces[i];
        var chunks = Math.Min(WorkSize.CopyChunksOf(Count * 2), pieces.Count);
        *job = new Job
        {
            Source = context.Parameter(Parameter),
            Destination = context.Packed(this),
            Pieces = list,
            PieceCount = pieces.Count,
            Filters = Filters,
            Stride = Groups * Filters,
            Chunks = chunks,
        };
        context.Emit(&Run, job, chunks);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Run(void* arguments, int chunk)
    {
        var job = (Job*)arguments;
        var last = (int)((long)(chunk + 1) * job->PieceCount / job->Chunks);
        for (var i = (int)((long)chunk * job->PieceCount / job->Chunks); i < last; i++)
        {
            var piece = job->Pieces[i];
            Transpose.Run(job->Source + piece.Source, job->Stride, job->Filters, piece.Columns, job->Destination + piece.Destination, piece.Width);
        }
    }

    /// <summary>One tap's filters by one panel's channels.</summary>
    private struct Piece
    {
        public nint Source;
        public nint Destination;
        public int Columns;
        public int Width;
    }

    private unsafe struct Job
    {
        public float* Source;
        public float* Destination;
        public Piece* Pieces;
        public int PieceCount;
        public int Filters;
        public int Stride;
        public int Chunks;
    }
}
