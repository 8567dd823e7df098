using TrainingService.Compute.Planning;
using TrainingService.Compute.Runtime;

namespace TrainingService.Compute.Tests.Planning;

public sealed class ArenaPlannerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Pieces_that_live_at_the_same_time_never_overlap(uint seed)
    {
        var pieces = Random(200, seed);
        var (offsets, total) = ArenaPlanner.Assign(pieces);
        for (var a = 0; a < pieces.Count; a++)
        {
            Assert.True(offsets[a] % ArenaPlanner.Alignment == 0 && offsets[a] + pieces[a].Bytes + ArenaPlanner.Slack <= total);
            for (var b = 0; b < a; b++)
            {
                var apart = offsets[a] >= offsets[b] + pieces[b].Bytes + ArenaPlanner.Slack || offsets[b] >= offsets[a] + pieces[a].Bytes + ArenaPlanner.Slack;
                Assert.True(apart || !pieces[a].Overlaps(pieces[b]), $"{pieces[a]} at {offsets[a]} and {pieces[b]} at {offsets[b]}");
            }
        }
    }

    [Fact]
    public void Memory_of_a_piece_that_is_no_longer_needed_is_used_again()
    {
        Piece[] chain = [new(1 << 20, 0, 1), new(1 << 20, 1, 2), new(1 << 20, 2, 3), new(1 << 20, 3, 4)];
        Assert.Equal(2 * ArenaPlanner.Padded(1 << 20), ArenaPlanner.Assign(chain).Total);
        Assert.Equal(4 * ArenaPlanner.Padded(1 << 20), ArenaPlanner.Assign(chain, reuse: false).Total);
    }

    private static List<Piece> Random(int count, uint seed)
    {
        var order = new int[3 * count];
        Permutation.Fill(order, seed, 0);
        return [.. Enumerable.Range(0, count).Select(i => new Piece(1 + order[i] * 37L, order[count + i] / 10, order[count + i] / 10 + order[2 * count + i] % 20))];
    }
}
