using TrainingService.Compute.Cpu.Products;

namespace TrainingService.Compute.Cpu.Attention;

/// <summary>
/// Fetches the next pair's rows while this one's are computed with: a head has but two lines of each row, which lie too far apart for the processor to foresee.
/// </summary>
internal static unsafe class AttentionFetch
{
    /// <summary>What the forward pass of the next pair reads and writes, as much as is due with one of this one's tiles.</summary>
    public static void Forward(AttentionArguments* job, int pair, int tile)
    {
        var (row, channel) = Of(job, pair + 1);
        var (query, queries) = Part(job, row, job->Queries, tile);
        var (key, keys) = Part(job, row, job->Keys, tile);
        CacheFetch.Rows(job->Q + (query * job->QueryStride) + channel, job->QueryStride, queries, job->Channels);
        CacheFetch.Rows(job->K + (key * job->KeyStride) + channel, job->KeyStride, keys, job->Channels);
        CacheFetch.Rows(job->V + (key * job->KeyStride) + channel, job->KeyStride, keys, job->Channels);
        CacheFetch.Rows(job->O + (query * job->OutputStride) + channel, job->OutputStride, queries, job->Channels);
    }

    /// <summary>The same for the backward pass.</summary>
    public static void Backward(AttentionArguments* job, int pair, int tile)
    {
        Forward(job, pair, tile);
        var (row, channel) = Of(job, pair + 1);
        var (query, queries) = Part(job, row, job->Queries, tile);
        var (key, keys) = Part(job, row, job->Keys, tile);
        CacheFetch.Rows(job->OutputGradient + (query * job->OutputStride) + channel, job->OutputStride, queries, job->Channels);
        CacheFetch.Rows(job->QueryGradient + (query * job->QueryStride) + channel, job->QueryStride, queries, job->Channels);
        CacheFetch.Rows(job->KeyGradient + (key * job->KeyStride) + channel, job->KeyStride, keys, job->Channels);
        CacheFetch.Rows(job->ValueGradient + (key * job->KeyStride) + channel, job->KeyStride, keys, job->Channels);
    }

    private static (int Row, int Channel) Of(AttentionArguments* job, int pair) => (pair / job->Heads, pair % job->Heads * job->Channels);

    private static (nint First, int Count) Part(AttentionArguments* job, int row, int rows, int tile)
    {
        var first = (int)((long)tile * rows / job->Tiles.Parts);
        return (((nint)row * rows) + first, (int)((long)(tile + 1) * rows / job->Tiles.Parts) - first);
    }
}
