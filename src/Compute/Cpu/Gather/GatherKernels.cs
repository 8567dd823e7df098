using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Cpu.Gather;

internal unsafe struct GatherArguments
{
    public BatchSource* Batch;
    public RowOperand Input;

    /// <summary>Labels or numbers: 4 bytes each either way.</summary>
    public int* Target;
    public int TargetsPerRow;
    public int Images;
    public int Height;
    public int RowElements;
    public int ImagesPerChunk;
}

/// <summary>Fills a batch from the rows of a dataset.</summary>
internal static unsafe class GatherKernels
{
    private const int ElementsPerChunk = 32768;
    private const int MostChunks = 64;

    public static void Compile(InstructionSet set, FeatureStorage features, ValueId input, ValueId target, IKernelContext context)
    {
        var layout = context.Layout(input);
        var elements = (long)layout.Height * layout.RowElements;
        var perChunk = (int)Math.Max((ElementsPerChunk + elements - 1) / elements, (layout.Images + MostChunks - 1) / MostChunks);
        var arguments = new GatherArguments
        {
            Batch = context.Batch,
            Input = RowOperand.Of(context, input),
            Target = (int*)context.Address(target),
            TargetsPerRow = checked((int)(context.Layout(target).Count / layout.Images)),
            Images = layout.Images,
            Height = layout.IsPlain ? 1 : layout.Height,
            RowElements = layout.IsPlain ? checked((int)elements) : layout.RowElements,
            ImagesPerChunk = perChunk,
        };
        var chunks = (layout.Images + perChunk - 1) / perChunk;
        if (features == FeatureStorage.Bytes)
            context.Emit<GatherKernel.Choice<ByteFeatures>, GatherArguments>(set, arguments, chunks);
        else
            context.Emit<GatherKernel.Choice<FloatFeatures>, GatherArguments>(set, arguments, chunks);
    }
}
