using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Packing;

/// <summary>
/// A weight matrix [rows, groups · columns] cut into column panels, group by group, each stored row after row and filled up with zeros.
/// </summary>
/// <param name="Parameter">The parameter's number in the network.</param>
/// <param name="Set">Whose vectors the panels fit.</param>
/// <param name="Rows">Rows of the matrix.</param>
/// <param name="Columns">Columns of a group.</param>
/// <param name="Groups">Number of groups.</param>
/// <param name="First">The first column taken, where not all of the parameter's are.</param>
/// <param name="Stride">Then the parameter's columns; else 0.</param>
internal sealed record ForwardPanels(int Parameter, InstructionSet Set, int Rows, int Columns, int Groups = 1, int First = 0, int Stride = 0)
    : CpuPackedWeights(Parameter, Set)
{
    private const int PanelsAtOnce = 8;

    /// <inheritdoc/>
    public override long Count => (long)Groups * Rows * new PanelLayout(Set, Columns).Stored;

    /// <inheritdoc/>
    public override unsafe void Compile(IKernelContext context)
    {
        var layout = new PanelLayout(Set, Columns);
        var chunks = Math.Min(WorkSize.CopyChunksOf(Count), Rows);
        var job = (Job*)context.Allocate(sizeof(Job));
        var each = layout.Panels.Count;
        var panels = (Piece*)context.Allocate(Groups * each * sizeof(Piece));
        for (var i = 0; i < Groups * each; i++)
        {
            var (group, panel) = (i / each, layout.Panels[i % each]);
            panels[i] = new Piece
            {
                Source = (group * Columns) + panel.Start,
                Destination = (nint)Rows * ((group * layout.Stored) + panel.Start),
                Columns = panel.Columns,
                Width = panel.Width,
            };
        }

        *job = new Job
        {
            Source = context.Parameter(Parameter) + First,
            Destination = context.Packed(this),
            Panels = panels,
            PanelCount = Groups * each,
            Rows = Rows,
            Columns = Stride == 0 ? Groups * Columns : Stride,
            Chunks = chunks,
        };
        context.Emit((delegate*<void*, int, void>)KernelChoice.Of<Choice>(Set), job, chunks);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (Job*)arguments;
        var first = (int)((long)chunk * job->Rows / job->Chunks);
        var last = (int)((long)(chunk + 1) * job->Rows / job->Chunks);
        // Some panels at a time: each row's part is read in one stretch.
        for (var p = 0; p < job->PanelCount; p += PanelsAtOnce)
        {
            var end = Math.Min(p + PanelsAtOnce, job->PanelCount);
            for (var row = first; row < last; row++)
            {
                for (var panel = job->Panels + p; panel < job->Panels + end; panel++)
                    PanelFill.Row<TI, TV>(
                        job->Source + ((nint)row * job->Columns) + panel->Source,
                        panel->Columns,
                        job->Destination + panel->Destination + ((nint)row * panel->Width),
                        panel->Width);
            }
        }
    }

    /// <summary>A panel of a group.</summary>
    private struct Piece
    {
        public int Source;
        public nint Destination;
        public int Columns;
        public int Width;
    }

    private unsafe struct Job
    {
        public float* Source;
        public float* Destination;
        public Piece* Panels;
        public int PanelCount;
        public int Rows;
        public int Columns;
        public int Chunks;
    }

    private readonly struct Choice : IKernelChoice
    {
        public static unsafe nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }
}
