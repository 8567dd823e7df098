using System.Runtime.Intrinsics.X86;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Data;

namespace TrainingService.Compute.Runtime;

/// <summary>
/// Fetches the rows of the batch after this one into the caches, a few between any two kernel calls. Rows are drawn in random order, so that each is another page
/// and another line of memory: read when they are needed, they cost small networks a twentieth of a step, which waits; announced here, they come while kernels compute.
/// It changes no value. Allocates nothing per step.
/// </summary>
internal sealed unsafe class NextBatch(DataSchema schema)
{
    private const int LineBytes = 64;

    /// <summary>What a batch may have to wait in the caches until its turn comes, beside what the step needs.</summary>
    private const long MostBytes = 256 << 10;

    /// <summary>Data that stays in the caches anyway.</summary>
    private const long SmallPart = 1 << 20;

    private readonly long[] rowBytes = [.. schema.Fields.Select(field => (long)field.Count * field.ElementBytes)];
    private readonly long allBytes = schema.Fields.Sum(field => (long)field.Count * field.ElementBytes);
    private FieldSource* fields;
    private RowSpan rows;
    private int fetched;
    private int perCall;

    /// <summary>Begins with a batch.</summary>
    /// <param name="sources">Where the fields of its part lie.</param>
    /// <param name="part">The part.</param>
    /// <param name="next">Its rows; none if they are not known.</param>
    /// <param name="calls">Kernel calls before it is needed.</param>
    public void Begin(FieldSource* sources, DataPart part, RowSpan next, int calls)
    {
        var isWorthIt = Sse.IsSupported && next.Count > 0 && allBytes * next.Count <= MostBytes && allBytes * part.Rows > SmallPart;
        fields = sources;
        (rows, fetched) = (isWorthIt ? next : default, 0);
        perCall = (rows.Count + calls - 1) / calls;
    }

    /// <summary>The share of one call.</summary>
    public void Step()
    {
        for (var last = Math.Min(rows.Count, fetched + perCall); fetched < last; fetched++)
        {
            for (var field = 0; field < rowBytes.Length; field++)
            {
                var row = (byte*)fields[field].Values + rows.Pointer[fetched] * rowBytes[field];
                var end = row + rowBytes[field];
                for (var line = (byte*)((nint)row & -LineBytes); line < end; line += LineBytes) Sse.Prefetch1(line);
            }
        }
    }
}
