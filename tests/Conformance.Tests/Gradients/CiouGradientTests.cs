using TrainingService.Compute.Ops.Losses;
using TrainingService.Conformance.Tests.Ops;

namespace TrainingService.Conformance.Tests.Gradients;

/// <summary>CIoU with α held fixed: its gradient is the slope of DIoU's loss + α v at the α of the place.</summary>
public sealed class CiouGradientTests
{
    private const double Epsilon = 1e-6;

    /// <summary>Boxes as left, top, width, height, one row each: overlapping, one inside the other, apart.</summary>
    private static readonly double[] Predicted = [0.1, 0.2, 1.0, 0.7, 0.3, 0.4, 0.4, 0.9, 0.0, 0.0, 0.5, 0.2];
    private static readonly double[] Wanted = [0.3, 0.1, 0.85, 0.9, 0.2, 0.3, 1.1, 1.2, 2.0, 1.0, 0.4, 0.6];

    [Fact]
    public void The_gradient_is_the_slope_with_alpha_held_at_its_place()
    {
        var fixedAlpha = Run(BoxOverlap.Ciou, Predicted);
        for (var i = 0; i < Predicted.Length; i++)
        {
            var row = i / 4;
            var alpha = V(Predicted, row) is var v ? v / (1 - Iou(Predicted, row) + v) : 0;
            double At(double step)
            {
                double[] moved = [.. Predicted];
                moved[i] += step;
                return Run(BoxOverlap.Diou, moved).Losses[row] + alpha * V(moved, row);
            }

            var slope = (At(Epsilon) - At(-Epsilon)) / (2 * Epsilon) / 3;
            Assert.Equal(slope, fixedAlpha.Slopes[i], 1e-6);
        }
    }

    [Fact]
    public void Both_ways_give_the_same_loss_and_different_gradients()
    {
        var (held, through) = (Run(BoxOverlap.Ciou, Predicted), Run(BoxOverlap.CiouThroughAlpha, Predicted));
        Assert.Equal(held.Losses, through.Losses);
        Assert.True(held.Slopes.Zip(through.Slopes, (a, b) => Math.Abs(a - b)).Max() > 1e-3);
    }

    private static double V(double[] boxes, int row)
    {
        double Angle(double[] all) => Math.Atan(all[4 * row + 2] / all[4 * row + 3]);
        return 4 / (Math.PI * Math.PI) * Math.Pow(Angle(boxes) - Angle(Wanted), 2);
    }

    private static double Iou(double[] boxes, int row) => 1 - Run(BoxOverlap.Iou, boxes).Losses[row];

    private static (double[] Losses, double[] Slopes) Run(BoxOverlap overlap, double[] boxes)
    {
        var op = new BoxLossOp(overlap, BoxLayout.Xywh, 0, true);
        var row = new OpCase("ciou", op, [new(new(3, 4)), new(new(3, 4))], [new(new(3)), new(new(3), Compute.Graphs.ElementType.Int32), new(new(3, 4))]);
        var results = row.Expected([boxes, Wanted]);
        return (results[0], results[2]);
    }
}
