using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Ops.Augmentation;

namespace TrainingService.Conformance.Tests.Ops;

/// <summary>Every row of the table, on every instruction set that runs here, against the float64 reference.</summary>
public sealed class KernelConformanceTests
{
    private static readonly Halo Around = new(1, 2, 3, 1);

    public static TheoryData<string, InstructionSet> Rows => RowsOf(_ => true);

    public static TheoryData<string, InstructionSet> InPlaceRows => RowsOf(row => row.Op.MayOverwriteInput);

    public static TheoryData<string, InstructionSet> MoveRows => RowsOf(row => row.Op is WarpOp);

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_kernel_equals_the_reference(string name, InstructionSet set) => Check(OpCases.Find(name), set, Halo.None);

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_kernel_equals_the_reference_between_zeros_and_leaves_them_alone(string name, InstructionSet set)
    {
        var row = OpCases.Find(name);
        if (row.Inputs.Any(input => input.Shape.Rank == 4) || row.Outputs.Any(output => output.Shape.Rank == 4))
            Check(row, set, Around);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_kernel_gives_the_same_bits_on_any_number_of_threads_in_any_order(string name, InstructionSet set)
    {
        var row = OpCases.Find(name);
        var data = row.Data();
        var alone = KernelRun.Outputs(row, set, data);
        foreach (var threads in new[] { 0, 2, 5 })
        {
            foreach (var (one, other) in alone.Zip(KernelRun.Outputs(row, set, data, threads)))
                Assert.True(Closeness.SameBits(one, other), $"{name} on {set}: other bits with {threads} threads.");
        }
    }

    [Theory]
    [MemberData(nameof(MoveRows))]
    public void A_moved_picture_has_the_same_bits_on_every_instruction_set(string name, InstructionSet set)
    {
        var row = OpCases.Find(name);
        var data = row.Data();
        Assert.True(Closeness.SameBits(KernelRun.Outputs(row, InstructionSet.Scalar, data)[0], KernelRun.Outputs(row, set, data)[0]), $"{name} on {set}: other bits.");
    }

    [Theory]
    [MemberData(nameof(InPlaceRows))]
    public void A_value_by_value_kernel_may_overwrite_its_input(string name, InstructionSet set)
    {
        var row = OpCases.Find(name);
        var data = row.Data();
        foreach (var halo in new[] { Halo.None, Around })
        {
            for (var input = 0; input < data.Length; input++)
            {
                foreach (var (expected, actual) in KernelRun.Outputs(row, set, data, halo: halo).Zip(KernelRun.Outputs(row, set, data, 2, halo, input)))
                    Assert.True(Closeness.SameBits(expected, actual), $"{name} on {set}: other bits in place of input {input}.");
            }
        }
    }

    private static void Check(OpCase row, InstructionSet set, Halo halo)
    {
        var data = row.Data();
        foreach (var (expected, actual) in row.Expected(data).Zip(KernelRun.Outputs(row, set, data, halo: halo)))
            Closeness.AssertClose(expected, actual, row.Terms, $"{row.Name} on {set}");
    }

    private static TheoryData<string, InstructionSet> RowsOf(Func<OpCase, bool> choose)
    {
        var rows = new TheoryData<string, InstructionSet>();
        foreach (var set in InstructionSets.Supported)
        {
            foreach (var row in OpCases.All.Where(choose))
                rows.Add(row.Name, set);
        }

        return rows;
    }
}
