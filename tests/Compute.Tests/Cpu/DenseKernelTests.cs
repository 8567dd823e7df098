using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Dense;
using TrainingService.Compute.Tests.Support;

namespace TrainingService.Compute.Tests.Cpu;

public sealed class DenseKernelTests
{
    public static TheoryData<InstructionSet, int, int, int, int> Cases()
    {
        var cases = new TheoryData<InstructionSet, int, int, int, int>();
        (int Rows, int In, int Out)[] shapes =
        [
            (1, 1, 1), (1, 17, 5), (3, 7, 33), (5, 64, 10), (16, 100, 32), (13, 3, 40), (29, 33, 23), (64, 37, 70), (128, 50, 8), (7, 2500, 3), (200, 5, 6),
            (300, 24, 48),
        ];
        foreach (var set in InstructionSets.Supported)
        {
            for (var i = 0; i < shapes.Length; i++)
                cases.Add(set, shapes[i].Rows, shapes[i].In, shapes[i].Out, i);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_equals_the_reference(InstructionSet set, int rows, int inputs, int outputs, int number)
    {
        var op = new DenseOp(number % 3 != 0, Functions[number % Functions.Length]);
        KernelCheck.Run(set, op, inputs, new Shape(rows, outputs), Halo.None, op.HasBias
            ? [(new Shape(rows, inputs), -1), (new Shape(inputs, outputs), 0), (new Shape(outputs), 1)]
            : [(new Shape(rows, inputs), -1), (new Shape(inputs, outputs), 0)]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Input_gradient_equals_the_reference(InstructionSet set, int rows, int inputs, int outputs, int number)
    {
        var op = new DenseInputGradientOp(Functions[number % Functions.Length]);
        KernelCheck.Run(set, op, outputs, new Shape(rows, inputs), Halo.None, op.InputActivation.Kind != ActivationKind.Linear
            ? [(new Shape(rows, outputs), -1), (new Shape(inputs, outputs), 0), (new Shape(rows, inputs), -1)]
            : [(new Shape(rows, outputs), -1), (new Shape(inputs, outputs), 0)]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Weight_gradient_equals_the_reference(InstructionSet set, int rows, int inputs, int outputs, int number)
    {
        Assert.InRange(number, 0, 100);
        KernelCheck.Run(
            set, new DenseWeightGradientOp(), rows, new Shape(inputs, outputs), Halo.None, (new Shape(rows, inputs), -1), (new Shape(rows, outputs), -1));
    }

    [Fact]
    public void A_sum_over_many_rows_is_split_and_still_equals_the_reference() =>
        KernelCheck.Run(
            InstructionSets.Best,
            new DenseWeightGradientOp(),
            40_000,
            new Shape(7, 6),
            Halo.None,
            (new Shape(40_000, 7), -1),
            (new Shape(40_000, 6), -1));

    internal static ActivationFunction[] Functions { get; } =
    [
        ActivationFunction.Linear, ActivationFunction.Relu, new(ActivationKind.LeakyRelu, 0.1f), new(ActivationKind.Sigmoid), new(ActivationKind.Tanh),
    ];
}
