using TrainingService.Compute.Ops.Resampling;

namespace TrainingService.Conformance.Tests.Onnx;

internal static partial class Translations
{
    /// <summary>ONNX's rule for each axis is worked out cell by cell; the node is ours if one of our rules takes the same cells with the same weights.</summary>
    private static NodeCase Resize(OnnxTest test)
    {
        if (test.Text("mode", "nearest") == "cubic") throw new NotOursException("There is no cubic resampling.");
        if (test.Integer("antialias", 0) == 1) throw new NotOursException("There is no antialiasing when an image is made smaller.");
        var (x, y) = (test.Input(0), test.Output());
        var maps = new[] { 2, 3 }.Select(axis => Ours(test, axis)).ToArray();
        var made = new NodeCase();
        made.Expect(made.Add(new Resample2DOp(maps[0], maps[1]), y.ChannelsLast().Shape, made.Input(x.ChannelsLast())), y.ChannelsLast(), 4);
        return made;
    }

    private static AxisMap Ours(OnnxTest test, int axis)
    {
        var (input, output) = (test.Input(0).Shape[axis], test.Output().Shape[axis]);
        var wanted = Enumerable.Range(0, output).Select(i => Cells(test, axis, i)).ToList();
        foreach (var kind in new[] { AxisMapKind.Nearest, AxisMapKind.Linear, AxisMapKind.LinearAligned })
        {
            var map = new AxisMap(kind, input, output);
            if (map.Rows().Zip(wanted).All(pair => Same(pair.First, pair.Second))) return map;
        }

        throw new NotOursException(test.Text("mode", "nearest") == "nearest"
            ? "Our nearest takes cell ⌊i · input / output⌋ (as PyTorch); this rounds another place."
            : "Our bilinear has half-pixel centres or aligned corners, and the scale is output / input; this is something else.");
    }

    private static bool Same(IReadOnlyList<(int Cell, double Weight)> ours, Dictionary<int, double> wanted) =>
        ours.Count == wanted.Count && ours.All(one => wanted.TryGetValue(one.Cell, out var weight) && Math.Abs(weight - one.Weight) < 1e-6);

    /// <summary>The cells of the input that make up cell i, by the formulas of the operator's page.</summary>
    private static Dictionary<int, double> Cells(OnnxTest test, int axis, int i)
    {
        var (input, output) = (test.Input(0).Shape[axis], test.Output().Shape[axis]);
        var scale = Scale(test, axis) ?? (double)output / input;
        var length = scale * input;
        var place = test.Text("coordinate_transformation_mode", "half_pixel") switch
        {
            "half_pixel" => (i + 0.5) / scale - 0.5,
            "half_pixel_symmetric" => input / 2.0 * (1 - output / length) + (i + 0.5) / scale - 0.5,
            "pytorch_half_pixel" => output > 1 ? (i + 0.5) / scale - 0.5 : 0,
            "align_corners" => output == 1 ? 0 : i * (input - 1.0) / (length - 1),
            "asymmetric" => i / scale,
            var other => throw new NotOursException($"There is no coordinate transformation {other}."),
        };
        if (test.Text("mode", "nearest") == "nearest")
        {
            var cell = test.Text("nearest_mode", "round_prefer_floor") switch
            {
                "round_prefer_floor" => Math.Ceiling(place - 0.5),
                "round_prefer_ceil" => Math.Floor(place + 0.5),
                "floor" => Math.Floor(place),
                _ => Math.Ceiling(place),
            };
            return new() { [Math.Clamp((int)cell, 0, input - 1)] = 1 };
        }

        var below = (int)Math.Floor(place);
        var weights = new Dictionary<int, double>();
        foreach (var (cell, weight) in new[] { (below, 1 - (place - below)), (below + 1, place - below) })
        {
            var inside = Math.Clamp(cell, 0, input - 1);
            if (weight > 1e-9) weights[inside] = weights.GetValueOrDefault(inside) + weight;
        }

        return weights;
    }

    /// <summary>The scale that is given for an axis; null when sizes are given.</summary>
    private static double? Scale(OnnxTest test, int axis)
    {
        var axes = test.Integers("axes") ?? [0, 1, 2, 3];
        var given = test.OptionalInput(2);
        if (given is not null && given.Data.Length > 0) return given.Data[Array.IndexOf(axes, axis)];
        return test.Text("keep_aspect_ratio_policy", "stretch") switch
        {
            "stretch" => null,
            "not_larger" => axes.Select((a, i) => test.Input(3).Data[i] / test.Input(0).Shape[a]).Min(),
            _ => axes.Select((a, i) => test.Input(3).Data[i] / test.Input(0).Shape[a]).Max(),
        };
    }
}
