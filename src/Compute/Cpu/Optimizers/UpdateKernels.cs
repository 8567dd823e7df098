using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Optimizers;

/// <summary>One pass over parameters, gradients and state for each update rule.</summary>
internal static unsafe class UpdateKernels
{
    private const long ElementsPerChunk = 16384;
    private const int MostChunks = 64;

    public static void Compile(InstructionSet set, UpdateRule rule, IReadOnlyList<ParameterSpan> spans, IKernelContext context)
    {
        var chunks = Split(spans);
        if (chunks.Count == 0)
            return;
        var arguments = new UpdateArguments
        {
            Parameters = context.Parameters,
            Gradients = context.Gradients,
            State0 = rule.StateBlocks > 0 ? context.OptimizerState(0) : null,
            State1 = rule.StateBlocks > 1 ? context.OptimizerState(1) : null,
            Step = context.State,
            Segments = (UpdateSegment*)context.Allocate((long)chunks.Sum(chunk => chunk.Count) * sizeof(UpdateSegment)),
            FirstSegments = (int*)context.Allocate((chunks.Count + 1L) * sizeof(int)),
        };
        var segments = 0;
        for (var chunk = 0; chunk < chunks.Count; chunk++)
        {
            foreach (var segment in chunks[chunk])
                arguments.Segments[segments++] = segment;
            arguments.FirstSegments[chunk + 1] = segments;
        }

        switch (rule)
        {
            case SgdRule { Momentum: 0 }:
                context.Emit<UpdateKernel.Choice<PlainStep>, UpdateArguments>(set, arguments, chunks.Count);
                break;
            case SgdRule { Nesterov: true } sgd:
                context.Emit<UpdateKernel.Choice<NesterovStep>, UpdateArguments>(set, arguments with { Momentum = sgd.Momentum }, chunks.Count);
                break;
            case SgdRule sgd:
                context.Emit<UpdateKernel.Choice<MomentumStep>, UpdateArguments>(set, arguments with { Momentum = sgd.Momentum }, chunks.Count);
                break;
            case AdamRule adam:
                arguments = arguments with { Beta1 = adam.Beta1, Beta2 = adam.Beta2, Epsilon = adam.Epsilon };
                context.Emit<UpdateKernel.Choice<AdamStep>, UpdateArguments>(set, arguments, chunks.Count);
                break;
            default:
                throw new NotSupportedException($"No kernel for {rule.GetType().Name}.");
        }
    }

    /// <summary>Cuts the spans into pieces, and puts small ones together, so that chunks are about equal. Depends on the sizes only.</summary>
    private static List<List<UpdateSegment>> Split(IReadOnlyList<ParameterSpan> spans)
    {
        const int CacheLine = 16;
        var share = (spans.Sum(span => span.Count) + MostChunks - 1) / MostChunks;
        var size = Math.Max(ElementsPerChunk, (share + CacheLine - 1) / CacheLine * CacheLine);
        var chunks = new List<List<UpdateSegment>>();
        var room = 0L;
        foreach (var span in spans)
        {
            for (var done = 0L; done < span.Count;)
            {
                if (room < CacheLine)
                {
                    chunks.Add([]);
                    room = size;
                }

                var count = Math.Min(room / CacheLine * CacheLine, span.Count - done);
                chunks[^1].Add(new UpdateSegment { Offset = span.Offset + done, Count = (int)count, L2 = span.L2 });
                done += count;
                room -= count;
            }
        }

        return chunks;
    }
}
