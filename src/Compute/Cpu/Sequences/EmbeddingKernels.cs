using System.Runtime.CompilerServices;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Sequences;

namespace TrainingService.Compute.Cpu.Sequences;

internal unsafe struct EmbeddingArguments
{
    public int* Ids;
    public float* Table;
    public float* Vectors;
    public int Count;
    public int Vocabulary;
    public int Width;
    public int PaddingId;

    /// <summary>Chunks: a power of two for the gradient.</summary>
    public int Parts;

    /// <summary>Whether an id has a trained vector.</summary>
    public readonly bool IsTrained(int id) => (uint)id < (uint)Vocabulary && id != PaddingId;
}

/// <summary><see cref="EmbeddingOp"/>: a chunk copies some positions' vectors.</summary>
internal sealed unsafe class EmbeddingKernels : IOpKernels
{
    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var (ids, table) = (graph[node.Inputs[0]].Shape, graph[node.Inputs[1]].Shape);
        var arguments = new EmbeddingArguments
        {
            Ids = (int*)context.Address(node.Inputs[0]),
            Table = (float*)context.Address(node.Inputs[1]),
            Vectors = (float*)context.Address(node.Outputs[0]),
            Count = checked((int)ids.Count),
            Vocabulary = table[0],
            Width = table[1],
            PaddingId = ((EmbeddingOp)node.Op).PaddingId,
            Parts = (int)Math.Min(WorkSize.CopyChunksOf(ids.Count * table[1]), ids.Count),
        };
        context.Emit<Choice, EmbeddingArguments>(set, arguments, arguments.Parts);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (EmbeddingArguments*)arguments;
        var end = (int)((long)(chunk + 1) * args->Count / args->Parts);
        for (var i = (int)((long)chunk * args->Count / args->Parts); i < end; i++)
        {
            var y = args->Vectors + ((nint)i * args->Width);
            var id = args->Ids[i];
            if (args->IsTrained(id)) Lanes.Copy<TI, TV>(args->Table + ((nint)id * args->Width), y, args->Width);
            else Lanes.Clear<TI, TV>(y, args->Width);
        }
    }

    private readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }
}

/// <summary>
/// <see cref="EmbeddingGradientOp"/>: a chunk owns the vocabulary's rows with one remainder (frequent ids are neighbours in most vocabularies, so
/// that shares them out), clears them and adds to them position by position.
/// </summary>
internal sealed unsafe class EmbeddingGradientKernels : IOpKernels
{
    private const int MostParts = 16;
    private const int FloatsPerPart = 16_384;

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var (ids, table) = (graph[node.Inputs[0]].Shape, graph[node.Outputs[0]].Shape);
        var parts = 1;
        while (parts < MostParts && (long)parts * FloatsPerPart < table.Count + (ids.Count * table[1])) parts *= 2;
        var arguments = new EmbeddingArguments
        {
            Ids = (int*)context.Address(node.Inputs[0]),
            Table = (float*)context.Address(node.Outputs[0]),
            Vectors = (float*)context.Address(node.Inputs[1]),
            Count = checked((int)ids.Count),
            Vocabulary = table[0],
            Width = table[1],
            PaddingId = ((EmbeddingGradientOp)node.Op).PaddingId,
            Parts = parts,
        };
        context.Emit<Choice, EmbeddingArguments>(set, arguments, parts);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TI, TV>(void* arguments, int chunk)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var args = (EmbeddingArguments*)arguments;
        var width = args->Width;
        for (var row = chunk; row < args->Vocabulary; row += args->Parts)
            Lanes.Clear<TI, TV>(args->Table + ((nint)row * width), width);
        for (var i = 0; i < args->Count; i++)
        {
            var id = args->Ids[i];
            if ((id & (args->Parts - 1)) != chunk || !args->IsTrained(id)) continue;
            var dy = args->Vectors + ((nint)i * width);
            var sum = args->Table + ((nint)id * width);
            for (var j = 0; j < width; j += TI.Width)
                Lanes.Store<TI, TV>(sum + j, TI.Add(Lanes.Load<TI, TV>(sum + j, width - j), Lanes.Load<TI, TV>(dy + j, width - j)), width - j);
        }
    }

    private readonly struct Choice : IKernelChoice
    {
        public static nint For<TI, TV>()
            where TI : struct, ISimd<TV>
            where TV : struct => (nint)(delegate*<void*, int, void>)&Run<TI, TV>;
    }
}
