using TrainingService.Compute.Runtime;

namespace TrainingService.Conformance.Tests.Random;

public sealed class PhiloxTests
{
    /// <summary>The known-answer vectors of the authors' Random123 library, `philox4x32 10`.</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Known_answers_come_out(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint w0, uint w1, uint w2, uint w3) =>
        Assert.Equal(new PhiloxBlock(w0, w1, w2, w3), Philox.Block(c0, c1, c2, c3, new PhiloxKey(k0, k1)));

    [Theory]
    [InlineData(0u)]
    [InlineData(uint.MaxValue - 5)]
    public void Several_counters_at_once_give_the_same_bits_as_one_by_one(uint first)
    {
        var key = Philox.Key(0x299f31d0a4093822, 3);
        for (var count = 0; count < 20; count++)
        {
            var lows = new ulong[count];
            PhiloxLanes.Low(lows, first, 0x13198a2e, 0x03707344, key);
            Assert.Equal(Enumerable.Range(0, count).Select(i => Philox.Block(unchecked(first + (uint)i), 0, 0x13198a2e, 0x03707344, key).Low), lows);
        }
    }

    /// <summary>By a program of its own (Python's integers, the paper's rounds, the textbook's exchange): were an order ever another, runs could not be repeated.</summary>
    [Fact]
    public void The_order_of_a_seed_and_epoch_is_always_the_same()
    {
        var order = new int[1000];
        Permutation.Fill(order, 5, RandomStreams.Shuffle, (1UL << 32) + 7);
        Assert.Equal([525, 495, 528, 181, 544, 489, 52, 806], order[..8]);
        Assert.Equal([540, 213, 913, 553, 597, 144, 424, 101], order[^8..]);
    }

    [Fact]
    public void Streams_and_seeds_have_keys_of_their_own()
    {
        var keys = new HashSet<PhiloxKey>();
        foreach (var seed in new ulong[] { 0, 1, 42, 1UL << 32, ulong.MaxValue })
        {
            foreach (var stream in new uint[] { 0, 1, 2, RandomStreams.Shuffle, RandomStreams.Split, RandomStreams.Initialization(0) })
                Assert.True(keys.Add(Philox.Key(seed, stream)));
        }
    }

    [Fact]
    public void Uniform_numbers_fill_their_interval_evenly()
    {
        var numbers = new float[100_003];
        RandomFill.Uniform(numbers, -2, 6, 1, 1);
        Assert.All(numbers, number => Assert.InRange(number, -2f, 6f));
        Assert.Equal(2, numbers.Average(), 0.05);
        for (var tenth = 0; tenth < 10; tenth++)
            Assert.Equal(0.1, numbers.Count(number => (int)((number + 2) / 0.8) == tenth) / (double)numbers.Length, 0.006);
    }

    [Fact]
    public void Normal_numbers_have_their_mean_deviation_and_tails()
    {
        var numbers = new float[100_003];
        RandomFill.Normal(numbers, 3, 2, 1, 1);
        Assert.Equal(3, numbers.Average(), 0.05);
        Assert.Equal(4, numbers.Average(number => (number - 3.0) * (number - 3.0)), 0.1);
        Assert.Equal(0.0455, numbers.Count(number => Math.Abs(number - 3) > 4) / (double)numbers.Length, 0.005);
    }

    [Fact]
    public void A_number_depends_on_its_place_only_and_not_on_the_length()
    {
        var (few, many) = (new float[7], new float[50]);
        RandomFill.Normal(few, 0, 1, 9, 4);
        RandomFill.Normal(many, 0, 1, 9, 4);
        Assert.Equal(few, many[..7]);
    }

    [Fact]
    public void A_permutation_holds_each_row_once_and_every_epoch_has_its_own()
    {
        var (first, again, next) = (new int[1000], new int[1000], new int[1000]);
        Permutation.Fill(first, 5, RandomStreams.Shuffle, 1);
        Permutation.Fill(again, 5, RandomStreams.Shuffle, 1);
        Permutation.Fill(next, 5, RandomStreams.Shuffle, 2);
        Assert.Equal(Enumerable.Range(0, 1000), first.Order());
        Assert.Equal(first, again);
        Assert.InRange(first.Zip(next).Count(pair => pair.First == pair.Second), 0, 8);
    }

    [Fact]
    public void Every_order_of_three_is_as_likely_as_the_others()
    {
        var counts = new Dictionary<string, int>();
        var order = new int[3];
        for (var epoch = 0; epoch < 6000; epoch++)
        {
            Permutation.Fill(order, 1, 2, (ulong)epoch);
            counts[string.Concat(order)] = counts.GetValueOrDefault(string.Concat(order)) + 1;
        }

        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 880, 1120));
    }

    [Fact]
    public void Drawing_allocates_nothing()
    {
        var (order, numbers) = (new int[1000], new float[1000]);
        Draw();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Draw();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Draw()
        {
            Permutation.Fill(order, 1, 2, 3);
            RandomFill.Normal(numbers, 0, 1, 1, 2);
            RandomFill.Uniform(numbers, 0, 1, 1, 2);
        }
    }
}
