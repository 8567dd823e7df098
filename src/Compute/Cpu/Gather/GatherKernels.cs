using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Data;
using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Cpu.Gather;

/// <summary>Fills a batch from the rows of a dataset.</summary>
internal static unsafe class GatherKernels
{
    private const int ElementsPerChunk = 32768;
    private const int MostChunks = 64;

    public static void Compile(InstructionSet set, FieldSchema field, int index, ValueId value, ValueId? lengths, IKernelContext context)
    {
        var layout = context.Layout(value);
        var elements = field.Count;
        var images = checked((int)((layout.IsPlain ? layout.Count : (long)layout.Images * elements) / elements));
        var perChunk = (int)Math.Max((ElementsPerChunk + elements - 1L) / elements, (images + MostChunks - 1) / MostChunks);
        var arguments = new GatherArguments
        {
            Batch = context.Batch,
            Value = layout.IsPlain
                ? new RowOperand { Start = (float*)context.Address(value), RowStride = elements, ImageStride = elements }
                : RowOperand.Of(context, value),
            Lengths = lengths is { } id ? (int*)context.Address(id) : null,
            Field = index,
            Images = images,
            Height = layout.IsPlain ? 1 : layout.Height,
            RowElements = layout.IsPlain ? elements : layout.RowElements,
            ImagesPerChunk = perChunk,
            FullLength = field.Shape.Count > 0 ? field.Shape[0] : 1,
        };
        var chunks = (images + perChunk - 1) / perChunk;
        if (field.IsInteger)
            context.Emit<GatherKernel.Choice<Integers>, GatherArguments>(set, arguments, chunks);
        else if (field.Kind == FieldKind.Bytes)
            context.Emit<GatherKernel.Choice<ByteFeatures>, GatherArguments>(set, arguments, chunks);
        else
            context.Emit<GatherKernel.Choice<FloatFeatures>, GatherArguments>(set, arguments, chunks);
    }
}
