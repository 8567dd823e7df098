using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Ops.Pooling;

namespace TrainingService.Conformance.Tests.Onnx;

internal static partial class Translations
{
    private static NodeCase Conv(OnnxTest test)
    {
        var (x, w) = (test.Input(0), test.Input(1));
        if (x.Rank != 4) throw new NotOursException($"Convolution of {x.Rank - 2} dimensions is not there yet.");
        if (test.Integer("group", 1) != 1) throw new NotOursException("Groups are not there yet.");
        var made = new NodeCase();
        var y = test.Output().ChannelsLast();
        var kernel = made.Parameter(w.Transposed(2, 3, 1, 0));
        var output = made.Add(new Conv2DOp(Window(test, w.Shape[2..]), false, ActivationFunction.Linear), y.Shape, made.Input(x.ChannelsLast()), kernel);
        made.Expect(output, y, w.Data.Length / w.Shape[0]);
        return made;
    }

    private static NodeCase MaxPool(OnnxTest test) => Pool(test, window => new MaxPool2DOp(window));

    private static NodeCase AveragePool(OnnxTest test)
    {
        if (test.Integer("count_include_pad", 0) == 1) throw new NotOursException("Padding cells do not count in our means (count_include_pad=0).");
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

    private static NodeCase Pool(OnnxTest test, Func<Window2D, Compute.Graphs.Op> op)
    {
        if (test.Outputs.Count > 1) throw new NotOursException("Our max pooling keeps no indices: unpooling finds them again.");
        var x = test.Input(0);
        if (x.Rank != 4) throw new NotOursException($"Pooling of {x.Rank - 2} dimensions is not there yet.");
        var made = new NodeCase();
        var y = test.Output().ChannelsLast();
        var window = Window(test, test.Integers("kernel_shape")!);
        if (window.OutputHeight(x.Shape[2]) != y.Shape[1] || window.OutputWidth(x.Shape[3]) != y.Shape[2])
            throw new NotOursException("Our pooling drops an incomplete window at the edge (ceil_mode=0).");
        made.Expect(made.Add(op(window), y.Shape, made.Input(x.ChannelsLast())), y, window.KernelHeight * window.KernelWidth);
        return made;
    }

    /// <summary>The window with its padding: `pads` are the beginnings of all axes, then the ends.</summary>
    private static Window2D Window(OnnxTest test, int[] kernel)
    {
        var strides = test.Integers("strides") ?? [1, 1];
        var dilations = test.Integers("dilations") ?? [1, 1];
        var pads = test.Integers("pads") ?? [0, 0, 0, 0];
        if (test.Text("auto_pad", "NOTSET") is not "NOTSET" and var padding)
        {
            for (var axis = 0; axis < 2; axis++)
            {
                var size = test.Input(0).Shape[2 + axis];
                var output = (size + strides[axis] - 1) / strides[axis];
                var all = Math.Max(0, (output - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1 - size);
                var odd = padding == "SAME_LOWER" ? all - all / 2 : all / 2;
                (pads[axis], pads[2 + axis]) = (odd, all - odd);
            }
        }

        return new Window2D(kernel[0], kernel[1], strides[0], strides[1], dilations[0], dilations[1], pads[0], pads[1], pads[2], pads[3]);
    }
}
