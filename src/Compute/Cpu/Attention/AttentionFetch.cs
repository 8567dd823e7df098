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
        Queries(job, pair, tile, job->Q, job->QueryStride);
        Keys(job, pair, tile, job->K);
        Keys(job, pair, tile, job->V);
        Queries(job, pair, tile, job->O, job->OutputStride);
    }

    /// <summary>The same for the backward pass.</summary>
    public static void Backward(AttentionArguments* job, int pair, int tile)
    {
        Forward(job, pair, tile);
        Queries(job, pair, tile, job->OutputGradient, job->OutputStride);
        Queries(job, pair, tile, job->QueryGradient, job->QueryStride);
        Keys(job, pair, tile, job->KeyGradient);
        Keys(job, pair, tile, job->ValueGradient);
    }

    private static void Queries(AttentionArguments* job, int pair, int tile, float* matrix, nint stride) => Part(job, pair + 1, tile, matrix, stride, job->Queries);

    private static void Keys(AttentionArguments* job, int pair, int tile, float* matrix) => Part(job, pair + 1, tile, matrix, job->KeyStride, job->Keys);

    private static void Part(AttentionArguments* job, int pair, int tile, float* matrix, nint stride, int rows)
    {
        var (row, channel) = (pair / job->Heads, pair % job->Heads * job->Channels);
        var first = (int)((long)tile * rows / job->Tiles.Parts);
        var count = (int)((long)(tile + 1) * rows / job->Tiles.Parts) - first;
        CacheFetch.Rows(matrix + ((((nint)row * rows) + first) * stride) + channel, stride, count, job->Channels);
    }
}
