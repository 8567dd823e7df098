using TrainingService.Compute.Backends;

namespace TrainingService.Compute.Cpu.Optimizers;

/// <summary>A piece of a parameter span within one chunk.</summary>
internal struct UpdateSegment
{
    public long Offset;
    public int Count;
    public float L2;
    public float L1;
    public float Threshold;
    public float Decay;
}

/// <summary>Spans cut into pieces, and small ones put together, so that chunks are about equal. Depends on the sizes only.</summary>
internal unsafe struct SpanChunks
{
    private const int CacheLine = 16;
    private const long ElementsPerChunk = 16384;
    private const int MostChunks = 64;

    public UpdateSegment* Segments;

    /// <summary>For each chunk its first segment, and one more.</summary>
    public int* FirstSegments;

    /// <summary>Number of chunks.</summary>
    public int Count;

    /// <summary>Whether any of the spans is penalized.</summary>
    public bool HasPenalties;

    /// <summary>One span as one segment, whose length those who call for stretches of it know.</summary>
    public static SpanChunks Whole(ParameterSpan span, IKernelContext context)
    {
        var table = new SpanChunks
        {
            Segments = (UpdateSegment*)context.Allocate(sizeof(UpdateSegment)),
            HasPenalties = IsPenalized(span),
        };
        table.Segments[0] = Segment(span, 0, 0);
        return table;
    }

    /// <summary>Cuts spans.</summary>
    public static SpanChunks Of(IReadOnlyList<ParameterSpan> spans, IKernelContext context)
    {
        var chunks = Split(spans);
        var table = new SpanChunks
        {
            Segments = (UpdateSegment*)context.Allocate((long)chunks.Sum(chunk => chunk.Count) * sizeof(UpdateSegment)),
            FirstSegments = (int*)context.Allocate((chunks.Count + 1L) * sizeof(int)),
            Count = chunks.Count,
            HasPenalties = spans.Any(IsPenalized),
        };
        var segments = 0;
        for (var chunk = 0; chunk < chunks.Count; chunk++)
        {
            foreach (var segment in chunks[chunk])
                table.Segments[segments++] = segment;
            table.FirstSegments[chunk + 1] = segments;
        }

        return table;
    }

    private static bool IsPenalized(ParameterSpan span) => span is not { L2: 0, L1: 0, Threshold: 0, Decay: 0 };

    private static UpdateSegment Segment(ParameterSpan span, long first, int count) => new()
    {
        Offset = span.Offset + first, Count = count, L2 = span.L2, L1 = span.L1, Threshold = span.Threshold, Decay = span.Decay,
    };

    private static List<List<UpdateSegment>> Split(IReadOnlyList<ParameterSpan> spans)
    {
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
                chunks[^1].Add(Segment(span, done, (int)count));
                done += count;
                room -= count;
            }
        }

        return chunks;
    }
}
