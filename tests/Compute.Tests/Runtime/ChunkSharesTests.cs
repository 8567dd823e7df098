using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Tests.Runtime;

public sealed class ChunkSharesTests
{
    [Fact]
    public void A_thread_has_neighbouring_chunks_of_its_own_and_then_takes_the_last_ones_of_others()
    {
        var shares = new ChunkShares(3);
        shares.Open(10);
        Assert.Equal([4, 5], [shares.Claim(1), shares.Claim(1)]);
        Assert.Equal([0, 1, 2, 3, 6, 9, 8, 7, -1], Enumerable.Range(0, 9).Select(_ => shares.Claim(0)));
        Assert.Equal(-1, shares.Claim(2));
    }

    [Fact]
    public void A_thread_meets_the_same_part_in_calls_of_any_number_of_chunks()
    {
        var shares = new ChunkShares(2);
        foreach (var chunks in new[] { 8, 16, 64 })
        {
            shares.Open(chunks);
            for (var i = 0; i < chunks / 2; i++)
            {
                Assert.Equal(i, shares.Claim(0));
                Assert.Equal(chunks / 2 + i, shares.Claim(1));
            }
        }
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(4, 3)]
    [InlineData(5, 0)]
    [InlineData(7, 100_000)]
    public void Every_chunk_is_claimed_once_whoever_asks(int threads, int chunks)
    {
        var shares = new ChunkShares(threads);
        for (var call = 0; call < 2; call++)
        {
            shares.Open(chunks);
            var claimed = new List<int>();
            for (var thread = 0; shares.Claim(thread) is var chunk and >= 0; thread = (thread + 1) % threads) claimed.Add(chunk);
            Assert.Equal(Enumerable.Range(0, chunks), claimed.Order());
        }
    }
}
