using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Conv3D;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Compute.Ops.Pooling;

namespace TrainingService.Conformance.Tests.Onnx;

internal static partial class Translations
{
    private static NodeCase Conv(OnnxTest test)
    {
        var (x, w) = (test.Input(0), test.Input(1));
        var axes = Axis.Of(test, w.Shape[2..], x.Shape[2..]);
        var made = new NodeCase();
        var (input, kernel, y) = (Cells(x), Kernel(w), Cells(test.Output()));
        var groups = test.Integer("group", 1);
        Op op = x.Rank == 5
            ? new Conv3DOp(Volume(axes), x.Shape[2], false, ActivationFunction.Linear, groups)
            : new Conv2DOp(Axis.Window(axes), false, ActivationFunction.Linear, groups);
        made.Expect(made.Add(op, y.Shape, made.Input(input), made.Parameter(kernel)), y, w.Data.Length / w.Shape[0]);
        return made;
    }

    /// <summary>Given an output's size, ONNX works out the padding; what cannot be cut off is added at the end, where no window reaches.</summary>
    private static NodeCase ConvTranspose(OnnxTest test)
    {
        var (x, w) = (test.Input(0), test.Input(1));
        var y = test.Output();
        var axes = Axis.Of(test, w.Shape[2..], x.Shape[2..]);
        if (test.Integers("output_shape") is not null || test.Text("auto_pad", "NOTSET") != "NOTSET")
        {
            axes = [.. axes.Select((axis, i) => axis.Padded(
                Math.Max(0, axis.Stride * (x.Shape[2 + i] - 1) + (test.Integers("output_padding")?[i] ?? 0) + axis.Extent - y.Shape[2 + i]),
                test.Text("auto_pad", "NOTSET") == "SAME_UPPER"))];
        }

        var made = new NodeCase();
        var groups = test.Integer("group", 1);
        Op op = x.Rank == 5
            ? new ConvTranspose3DOp(Volume(axes), y.Shape[2], false, ActivationFunction.Linear, groups)
            : new ConvTranspose2DOp(Axis.Window(axes), false, ActivationFunction.Linear, groups);
        made.Expect(made.Add(op, Cells(y).Shape, made.Input(Cells(x)), made.Parameter(Kernel(w))), Cells(y), w.Data.Length / w.Shape[1]);
        return made;
    }

    private static NodeCase MaxPool(OnnxTest test) => Pool(test, window => new MaxPool2DOp(window));

    private static NodeCase AveragePool(OnnxTest test)
    {
        if (test.Integer("count_include_pad", 0) == 1 && test.Integers("pads")?.Any(pad => pad > 0) == true) throw new NotOursException("Padding cells do not count in our means (count_include_pad=0).");
        return Pool(test, window => new AveragePool2DOp(window));
    }

    private static NodeCase GlobalAveragePool(OnnxTest test)
    {
        var x = test.Input(0).ChannelsLast();
        int[] shape = [x.Shape[0], x.Shape[^1]];
        var made = new NodeCase();
        made.Expect(made.Add(new GlobalAveragePool2DOp(), shape, made.Input(x)), test.Output().Reshaped(shape), x.Shape[1] * x.Shape[2]);
        return made;
    }

    /// <summary>One window as large as the image.</summary>
    private static NodeCase GlobalMaxPool(OnnxTest test)
    {
        var x = test.Input(0).ChannelsLast();
        var made = new NodeCase();
        var op = new MaxPool2DOp(Axis.Window([Axis.None with { Kernel = x.Shape[1] }, Axis.None with { Kernel = x.Shape[2] }]));
        made.Expect(made.Add(op, [x.Shape[0], 1, 1, x.Shape[3]], made.Input(x)), test.Output().ChannelsLast());
        return made;
    }

    /// <summary>ONNX gives the places of the maxima; ours finds them again in what was pooled, so that is made up to have its maxima there.</summary>
    private static NodeCase MaxUnpool(OnnxTest test)
    {
        var (v, places, y) = (test.Input(0), test.Input(1), test.Output());
        var axes = Axis.Of(test, test.Integers("kernel_shape")!, y.Shape[2..]);
        int[] inner = [(v.Shape[2] - 1) * axes[0].Stride + axes[0].Kernel, (v.Shape[3] - 1) * axes[1].Stride + axes[1].Kernel];
        var pooled = new OnnxTensor(y.Shape, [.. Enumerable.Repeat(-1.0, y.Data.Length)]);
        for (var i = 0; i < places.Data.Length; i++)
        {
            var (plane, place) = Math.DivRem((int)places.Data[i], inner[0] * inner[1]);
            pooled.Data[(plane * y.Shape[2] + place / inner[1]) * y.Shape[3] + place % inner[1]] = 5;
        }

        var made = new NodeCase();
        var maxima = v.Mapped(_ => 5).ChannelsLast();
        var op = new MaxUnpool2DOp(Axis.Window(axes));
        made.Expect(made.Add(op, y.ChannelsLast().Shape, made.Input(v.ChannelsLast()), made.Input(pooled.ChannelsLast()), made.Input(maxima)), y.ChannelsLast());
        return made;
    }

    private static NodeCase Pool(OnnxTest test, Func<Window2D, Op> op)
    {
        if (test.Outputs.Count > 1) throw new NotOursException("Our max pooling gives no indices: unpooling finds the places again.");
        var x = test.Input(0);
        var axes = Axis.Of(test, test.Integers("kernel_shape")!, x.Shape[2..]);
        if (axes.Where((axis, i) => axis.Output(x.Shape[2 + i]) != test.Output().Shape[2 + i]).Any())
            throw new NotOursException("Our pooling drops an incomplete window at the edge (ceil_mode=0).");
        var made = new NodeCase();
        var y = Cells(test.Output());
        var input = made.Input(Cells(x));
        var output = x.Rank == 5 ? Volume(made, op, axes, input, x.Shape, y.Shape) : made.Add(op(Axis.Window(axes)), y.Shape, input);
        made.Expect(output, y, axes.Aggregate(1, (product, axis) => product * axis.Kernel));
        return made;
    }

    /// <summary>As our layers do: within the slices, then along the depth.</summary>
    private static ValueId Volume(NodeCase made, Func<Window2D, Op> op, Axis[] axes, ValueId slices, int[] x, int[] y)
    {
        var (rows, depth, channels) = (x[0], x[2], x[1]);
        var within = made.Add(op(Axis.Window(axes[1..])), [rows * depth, y[1], y[2], channels], slices);
        var stacked = made.Add(new ReshapeOp(), [rows, depth, y[1] * y[2], channels], within);
        var pooled = made.Add(op(Axis.Window([axes[0], Axis.None])), [rows, y[0] / rows, y[1] * y[2], channels], stacked);
        return made.Add(new ReshapeOp(), y, pooled);
    }

    /// <summary>[n, c, ...] as our images: a series is an image of one row, a volume is its slices one after the other.</summary>
    private static OnnxTensor Cells(OnnxTensor x)
    {
        var last = x.ChannelsLast();
        return x.Rank switch
        {
            3 => last.Reshaped(last.Shape[0], 1, last.Shape[1], last.Shape[2]),
            5 => last.Reshaped(last.Shape[0] * last.Shape[1], last.Shape[2], last.Shape[3], last.Shape[4]),
            _ => last,
        };
    }

    /// <summary>[f, c, k...] as [k..., c, f].</summary>
    private static OnnxTensor Kernel(OnnxTensor w)
    {
        var turned = w.Transposed([.. Enumerable.Range(2, w.Rank - 2), 1, 0]);
        return w.Rank == 3 ? turned.Reshaped([1, .. turned.Shape]) : turned;
    }

    private static Window3D Volume(Axis[] axes) =>
        new(axes[0].Kernel, axes[0].Stride, axes[0].Dilation, axes[0].Before, axes[0].After, Axis.Window(axes[1..]));
}
