using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Conv2D;
using TrainingService.Compute.Tests.Support;

namespace TrainingService.Compute.Tests.Cpu;

public sealed class Conv2DKernelTests
{
    /// <summary>Batch, height, width, channels, filters, window.</summary>
    private static readonly (int N, int H, int W, int C, int F, Window2D Window)[] Shapes =
    [
        (2, 8, 8, 1, 6, new(5, 5, 1, 1, 1, 1, 2, 2, 2, 2)),
        (3, 14, 14, 6, 16, new(5, 5, 1, 1, 1, 1, 0, 0, 0, 0)),
        (1, 7, 9, 3, 33, new(3, 3, 1, 1, 1, 1, 1, 1, 1, 1)),
        (2, 9, 7, 17, 5, new(3, 3, 2, 2, 1, 1, 1, 1, 1, 1)),
        (2, 8, 8, 4, 8, new(3, 3, 2, 2, 1, 1, 0, 0, 1, 1)),
        (2, 9, 10, 3, 4, new(2, 2, 1, 1, 1, 1, 0, 0, 1, 1)),
        (2, 10, 11, 2, 7, new(3, 2, 3, 2, 1, 1, 2, 0, 0, 1)),
        (1, 12, 12, 3, 5, new(3, 3, 1, 1, 2, 2, 2, 2, 2, 2)),
        (2, 11, 13, 2, 3, new(3, 3, 2, 3, 2, 2, 1, 3, 2, 0)),
        (2, 6, 5, 9, 20, new(1, 1, 1, 1, 1, 1, 0, 0, 0, 0)),
        (3, 7, 7, 5, 6, new(1, 1, 2, 2, 1, 1, 0, 0, 0, 0)),
        (20, 4, 4, 3, 10, new(3, 3, 1, 1, 1, 1, 1, 1, 1, 1)),
        (2, 5, 40, 1, 1, new(1, 7, 1, 1, 1, 1, 0, 3, 0, 3)),
        (2, 6, 6, 130, 40, new(3, 3, 1, 1, 1, 1, 1, 1, 1, 1)),
        (1, 5, 5, 2, 2, new(5, 5, 4, 4, 1, 1, 4, 4, 4, 4)),
        (1, 6, 6, 2, 3, new(2, 2, 3, 3, 1, 1, 0, 0, 0, 0)),
        (2, 3, 3, 4, 12, new(3, 3, 1, 1, 1, 1, 0, 0, 0, 0)),
        (16, 20, 20, 1, 6, new(5, 5, 1, 1, 1, 1, 2, 2, 2, 2)),
    ];

    public static TheoryData<InstructionSet, int> Cases()
    {
        var cases = new TheoryData<InstructionSet, int>();
        foreach (var set in InstructionSets.Supported)
        {
            for (var i = 0; i < Shapes.Length; i++)
                cases.Add(set, i);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_equals_the_reference(InstructionSet set, int number)
    {
        var (x, y, w, window) = ShapesOf(number);
        var op = new Conv2DOp(window, number % 3 != 2, FunctionOf(number));
        KernelCheck.Run(set, op, w[0] * w[1] * w[2], y, SpareOf(number), op.HasBias
            ? [(x, -1), (w, 0), (new Shape(w[3]), 1)]
            : [(x, -1), (w, 0)]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Input_gradient_equals_the_reference(InstructionSet set, int number)
    {
        var (x, y, w, window) = ShapesOf(number);
        var op = new Conv2DInputGradientOp(window, FunctionOf(number));
        KernelCheck.Run(set, op, w[0] * w[1] * w[3], x, SpareOf(number), op.InputActivation.Kind != ActivationKind.Linear
            ? [(y, -1), (w, 0), (x, -1)]
            : [(y, -1), (w, 0)]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Weight_gradient_equals_the_reference(InstructionSet set, int number)
    {
        var (x, y, w, window) = ShapesOf(number);
        KernelCheck.Run(set, new Conv2DWeightGradientOp(window), y[0] * y[1] * y[2], w, SpareOf(number), (x, -1), (y, -1));
    }

    private static (Shape X, Shape Y, Shape W, Window2D Window) ShapesOf(int number)
    {
        var (n, h, w, c, f, window) = Shapes[number];
        return (
            new Shape(n, h, w, c),
            new Shape(n, window.OutputHeight(h), window.OutputWidth(w), f),
            new Shape(window.KernelHeight, window.KernelWidth, c, f),
            window);
    }

    private static ActivationFunction FunctionOf(int number) => DenseKernelTests.Functions[number % DenseKernelTests.Functions.Length];

    /// <summary>Halo beyond what the kernel asks for: another consumer of the value may want more.</summary>
    private static Halo SpareOf(int number) => number % 2 == 0 ? Halo.None : new Halo(1, 2, 3, 1);
}
