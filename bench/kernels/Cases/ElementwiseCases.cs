using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Elementwise;

namespace TrainingService.Kernels.Cases;

/// <summary>Value by value: merging, scaling, repeating, rearranging, and every activation with its gradient.</summary>
internal static class ElementwiseCases
{
    public static IEnumerable<KernelCase> All => [.. Merging(), .. Rearranging(), .. Activations()];

    private static IEnumerable<KernelCase> Merging()
    {
        Shape x = new(4096, 1024), images = new(64, 32, 32, 64), channels = new(64, 1, 1, 64);
        yield return new OpCase("add", new AddOp(), [new(x), new(x)], [x]);
        yield return new OpCase("multiply", new CombineOp(CombineKind.Multiply), [new(x), new(x)], [x]);
        yield return new OpCase("maximum", new CombineOp(CombineKind.Maximum), [new(x), new(x)], [x]);
        yield return new OpCase("maximum gradient", new ChoiceGradientOp(CombineKind.Maximum, 0), [new(x), new(x), new(x)], [x]);
        yield return new OpCase("scale", new ScaleOp(0.5f), [new(x)], [x]);
        yield return new OpCase("multiply images by channels", new CombineOp(CombineKind.Multiply), [new(images), new(channels)], [images]);
        yield return new OpCase("sum images to channels", new SumToOp(), [new(images)], [channels]);
    }

    private static IEnumerable<KernelCase> Rearranging()
    {
        Shape images = new(64, 32, 32, 64), pair = new(64, 32, 32, 128), steps = new(64, 256, 256);
        yield return new OpCase("concatenate", new ConcatOp(3), [new(images), new(images)], [pair]);
        yield return new OpCase("slice", new SliceOp(3, 64), [new(pair) { Read = images.Count }], [images]);
        yield return new OpCase("transpose", new PermuteOp(new(0, 2, 1)), [new(steps)], [steps]);
    }

    private static IEnumerable<KernelCase> Activations()
    {
        Shape x = new(4096, 1024);
        var kinds = Enum.GetValues<ActivationKind>().Where(kind => kind != ActivationKind.Linear);
        foreach (var function in kinds.Select(kind => new ActivationFunction(kind, kind == ActivationKind.Elu ? 1 : 0)))
        {
            yield return new OpCase($"activation {function.Kind}", new ActivationOp(function), [new(x) { Least = -3, Most = 3 }], [x]);
            yield return new OpCase($"activation {function.Kind} gradient", new ActivationGradientOp(function), [new(x), new(x)], [x]);
        }
    }
}
