using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Augmentation;
using TrainingService.Compute.Reference;

namespace TrainingService.Conformance.Tests.Properties;

public sealed class AugmentationProperties
{
    private const int Size = 16;

    public static TheoryData<Geometry> Geometries => [new FlipGeometry(0.5, 0.5), new ShiftGeometry(3, 3), new RotateGeometry(30), new ScaleGeometry(0.8, 1.3)];

    [Theory]
    [MemberData(nameof(Geometries))]
    public void A_box_stays_around_what_it_was_around(Geometry geometry)
    {
        // One bright rectangle per picture; where its pixels go, its box must go.
        const int Rows = 20;
        var (image, boxes) = (new double[Rows * Size * Size], new double[Rows * 5]);
        for (var row = 0; row < Rows; row++)
        {
            var (left, top, width, height) = (4 + row % 3, 5 + row % 4, 3 + row % 3, 4);
            for (var y = top; y < top + height; y++)
            {
                for (var x = left; x < left + width; x++) image[(row * Size + y) * Size + x] = 1;
            }

            double[] box = [left, top, width, height, 0];
            box.CopyTo(boxes, row * 5);
        }

        var moved = Run(new WarpOp(geometry, 5), new Shape(Rows, Size, Size, 1), image);
        var frames = Run(new WarpBoxesOp(geometry, 5, Size, Size), new Shape(Rows, 5), boxes);
        for (var row = 0; row < Rows; row++)
        {
            for (var pixel = 0; pixel < Size * Size; pixel++)
            {
                if (moved[row * Size * Size + pixel] < 0.6) continue;
                var (x, y) = (pixel % Size + 0.5, pixel / Size + 0.5);
                Assert.InRange(x, frames[row * 5] - 0.01, frames[row * 5] + frames[row * 5 + 2] + 0.01);
                Assert.InRange(y, frames[row * 5 + 1] - 0.01, frames[row * 5 + 1] + frames[row * 5 + 3] + 0.01);
            }
        }
    }

    [Fact]
    public void Half_of_the_pictures_are_flipped_and_a_flip_is_exact()
    {
        const int Rows = 400;
        double[] image = [.. Enumerable.Range(0, Rows).SelectMany(_ => new double[] { 1, 2, 3 })];
        var flipped = Run(new WarpOp(new FlipGeometry(0.5, 0), 3), new Shape(Rows, 1, 3, 1), image).Chunk(3).ToList();
        Assert.All(flipped, row => Assert.True(row is [1, 2, 3] or [3, 2, 1]));
        Assert.InRange(flipped.Count(row => row[0] == 3), 160, 240);
    }

    [Fact]
    public void Noise_has_mean_0_and_its_deviation()
    {
        var noise = Run(new NoiseOp(0.5, 4), new Shape(50, 400), new double[20_000]);
        Assert.InRange(noise.Average(), -0.012, 0.012);
        Assert.InRange(Math.Sqrt(noise.Average(x => x * x)), 0.49, 0.51);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(4)]
    public void Shares_of_mixup_have_the_mean_and_variance_of_their_beta_distribution(double alpha)
    {
        double[] shares = [.. Enumerable.Range(0, 20_000).Select(row => MixupDraw.Share(alpha, 1, 2, 3, row))];
        Assert.InRange(shares.Average(), 0.49, 0.51);
        Assert.Equal(1 / (4 * (2 * alpha + 1)), shares.Average(x => (x - 0.5) * (x - 0.5)), 0.004);
    }

    [Fact]
    public void Mixed_labels_are_shares_that_add_up_to_one()
    {
        var graph = new Graph();
        var (x, y) = (graph.AddValue(new Shape(9), ValueKind.Input, ElementType.Int32), graph.AddValue(new Shape(9, 4)));
        graph.AddNode(new MixupLabelsOp(0.4, 7), -1, [x], [y]);
        var shares = ReferenceInterpreter.Run(graph, new Dictionary<ValueId, double[]> { [x] = [0, 1, 2, 3, 0, 1, 2, 3, 0] }, seed: 2)[y];
        Assert.All(shares.Chunk(4), row => Assert.Equal(1, row.Sum(), 12));
    }

    private static double[] Run(Op op, Shape shape, double[] data)
    {
        var graph = new Graph();
        var (x, y) = (graph.AddValue(shape, ValueKind.Input), graph.AddValue(shape));
        graph.AddNode(op, -1, [x], [y]);
        return ReferenceInterpreter.Run(graph, new Dictionary<ValueId, double[]> { [x] = data }, seed: 8, step: 3)[y];
    }
}
