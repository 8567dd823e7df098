using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Augmentation;

namespace TrainingService.Conformance.Tests.Ops;

/// <summary>Random changes to data: moves of pictures with their masks and boxes, noise, mixtures.</summary>
internal static partial class OpCases
{
    private static IEnumerable<OpCase> Augmentations()
    {
        Geometry[] geometries = [new FlipGeometry(0.5, 0.5), new ShiftGeometry(3, 2), new RotateGeometry(40), new ScaleGeometry(0.7, 1.4)];
        foreach (var geometry in geometries)
        {
            var name = geometry.GetType().Name;
            foreach (var shape in new Shape[] { new(5, 7, 6, 3), new(9, 8, 8, 1), new(2, 1, 1, 2), new(6, 21, 19, 1), new(3, 1, 9, 1), new(3, 9, 1, 1), new(3, 13, 11, 3), new(3, 18, 20, 11) })
                yield return new($"warp {name} {shape}", new WarpOp(geometry, 11), [new(shape)], [new(shape)], 4);
            yield return new($"warp labels {name}", new WarpLabelsOp(geometry, 11, 7, 6), [new(new(5 * 42), Fill.Labels, 4)], [new(new(5 * 42), ElementType.Int32)]);
            yield return new($"warp boxes {name}", new WarpBoxesOp(geometry, 11, 7, 6), [new(new(5, 10))], [new(new(5, 10))])
            {
                Derive = data => data[0] = [.. Enumerable.Range(0, 5).SelectMany(row => new double[] { row % 3, 1, 2 + row % 2, 3, row, -1, -1, -1, -1, -1 })],
            };
        }

        foreach (var shape in new Shape[] { new(7, 9, 6, 3), new(3, 4, 4, 1) })
            yield return new($"cutout {shape}", new CutoutOp(4, 3, 12), [new(shape)], [new(shape)]);
        foreach (var shape in new Shape[] { new(4, 5, 3, 3), new(3, 7), new(2, 9, 2), new(1, 1) })
        {
            yield return new($"noise {shape}", new NoiseOp(0.3, 13), [new(shape)], [new(shape)]);
            yield return new($"amplitude {shape}", new AmplitudeOp(0.2, 14), [new(shape)], [new(shape)]);
            yield return new($"mixup {shape}", new MixupOp(0.4, 15), [new(shape)], [new(shape)], 2);
        }

        foreach (var alpha in new[] { 0.01, 0.4, 3 })
            yield return new($"mixup labels {alpha}", new MixupLabelsOp(alpha, 15), [new(new(6), Fill.Labels, 5)], [new(new(6, 5))], 2);
        yield return new("token dropout", new TokenDropoutOp(0.4, 1, 16), [new(new(6, 9), Fill.Labels, 20), new(new(6), Fill.Labels, 9)], [new(new(6, 9), ElementType.Int32)]);
        yield return new("token dropout full", new TokenDropoutOp(0.4, 1, 16), [new(new(6, 9), Fill.Labels, 20)], [new(new(6, 9), ElementType.Int32)]);
    }
}
