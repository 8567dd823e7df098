using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Packing;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Convolutions;

/// <summary>
/// dw[cell, c] = Σ A[pixel + cell, c] · B[pixel, c] over all pixels: a chunk is a vector of channels and up to four cells of one kernel slice,
/// whose sums stay in registers. Sums run image by image, so that long ones lose little.
/// </summary>
internal static unsafe class DepthwiseWeightGradient
{
    private const int TapsPerChunk = 4;

    /// <summary>Appends the kernel call.</summary>
    /// <param name="set">Whose vectors.</param>
    /// <param name="context">Memory.</param>
    /// <param name="conv">The convolution.</param>
    /// <param name="a">Where the windows begin in x.</param>
    /// <param name="taps">Where each kernel cell lies, from its window's beginning.</param>
    /// <param name="b">The pixels of dy.</param>
    /// <param name="dw">The gradient, [cells, channels].</param>
    public static void Emit(InstructionSet set, IKernelContext context, Convolution conv, Matrix a, IReadOnlyList<int> taps, Matrix b, float* dw)
    {
        var groups = GroupsOf(conv, taps);
        var list = (TapGroup*)context.Allocate(groups.Count * sizeof(TapGroup));
        for (var i = 0; i < groups.Count; i++)
            list[i] = groups[i];
        var width = PanelLayout.WidthOf(set);
        var vectors = (conv.Channels + width - 1) / width;
        var job = new Job
        {
            A = a.Pointer - (conv.Window.Front * a.Image),
            AVolume = a.Image * conv.Depth,
            ASlice = a.Image * conv.Window.StrideZ,
            ARow = a.Row,
            Lda = a.Pixel,
            B = b.Pointer,
            BVolume = b.Image * conv.OutputDepth,
            BSlice = b.Image,
            BRow = b.Row,
            Ldb = b.Pixel,
            Volumes = conv.Volumes,
            Rows = conv.Output[1],
            Pixels = conv.Output[2],
            Groups = list,
            Vectors = vectors,
            Channels = conv.Channels,
            Gradient = dw,
        };
        context.Emit<Choice, Job>(set, job, groups.Count * vectors);
    }

    private static List<TapGroup> GroupsOf(Convolution conv, IReadOnlyList<int> taps)
    {
        var window = conv.Window;
        var groups = new List<TapGroup>();
        for (var q = 0; q < window.KernelDepth; q++)
        {
            var shift = (q * window.DilationZ) - window.Front;
            int[] inside = [.. Enumerable.Range(0, conv.OutputDepth).Where(o => (o * window.StrideZ) + shift >= 0 && (o * window.StrideZ) + shift < conv.Depth)];
            for (var first = 0; first < conv.SliceTaps; first += TapsPerChunk)
            {
                var group = new TapGroup
                {
                    First = (q * conv.SliceTaps) + first,
                    Count = Math.Min(TapsPerChunk, conv.SliceTaps - first),
                    FirstSlice = inside.Length == 0 ? 0 : inside[0],
                    Slices = inside.Length,
                };
                for (var i = 0; i < TapsPerChunk; i++)
                {
                    // Spare places repeat the first cell; their sums are not written.
                    group.Offsets[i] = taps[group.First + (i < group.Count ? i : 0)];
                }

                groups.Add(group);
            }
        }

        return groups;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var job = (Job*)arguments;
        var group = job->Groups + (chunk / job->Vectors);
        var channel = chunk % job->Vectors * TI.Width;
        var (o0, o1, o2, o3) = (group->Offsets[0], group->Offsets[1], group->Offsets[2], group->Offsets[3]);
        TV total0 = TI.Zero, total1 = TI.Zero, total2 = TI.Zero, total3 = TI.Zero;
        for (var unit = 0; unit < job->Volumes * group->Slices; unit++)
        {
            var volume = unit / group->Slices;
            var slice = unit - (volume * group->Slices) + group->FirstSlice;
            var a = job->A + (volume * job->AVolume) + (slice * job->ASlice) + channel;
            var b = job->B + (volume * job->BVolume) + (slice * job->BSlice) + channel;
            TV sum0 = TI.Zero, sum1 = TI.Zero, sum2 = TI.Zero, sum3 = TI.Zero;
            for (var row = 0; row < job->Rows; row++)
            {
                var x = a + (row * job->ARow);
                var dy = b + (row * job->BRow);
                for (var pixel = 0; pixel < job->Pixels; pixel++)
                {
                    var gradient = TI.Load(dy);
                    sum0 = TI.MultiplyAdd(TI.Load(x + o0), gradient, sum0);
                    sum1 = TI.MultiplyAdd(TI.Load(x + o1), gradient, sum1);
                    sum2 = TI.MultiplyAdd(TI.Load(x + o2), gradient, sum2);
                    sum3 = TI.MultiplyAdd(TI.Load(x + o3), gradient, sum3);
                    x += job->Lda;
                    dy += job->Ldb;
                }
            }

            total0 = TI.Add(total0, sum0);
            total1 = TI.Add(total1, sum1);
            total2 = TI.Add(total2, sum2);
            total3 = TI.Add(total3, sum3);
        }

        var left = Math.Min(job->Channels - channel, TI.Width);
        var dw = job->Gradient + ((nint)group->First * job->Channels) + channel;
        TI.StorePartial(dw, total0, left);
        if (group->Count > 1) TI.StorePartial(dw + job->Channels, total1, left);
        if (group->Count > 2) TI.StorePartial(dw + (2 * job->Channels), total2, left);
        if (group->Count > 3) TI.StorePartial(dw + (3 * job->Channels), total3, left);
    }

    /// <summary>Some cells of one kernel slice, and the output slices for which that slice lies inside the volume.</summary>
    private struct TapGroup
    {
        public int First;
        public int Count;
        public int FirstSlice;
        public int Slices;
        public fixed long Offsets[TapsPerChunk];
    }

    private struct Job
    {
        public float* A;
        public nint AVolume;
        public nint ASlice;
        public nint ARow;
        public nint Lda;
        public float* B;
        public nint BVolume;
        public nint BSlice;
        public nint BRow;
        public nint Ldb;
        public int Volumes;
        public int Rows;
        public int Pixels;
        public TapGroup* Groups;
        public int Vectors;
        public int Channels;
        public float* Gradient;
    }

    private readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }
}
