using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Conformance.Tests;

public sealed class InstructionSetTests
{
    /// <summary>The suite is run again with instruction sets switched off; this shows that the switch worked.</summary>
    [Fact]
    public void The_best_instruction_set_is_the_one_the_caller_of_the_suite_expects()
    {
        var expected = Environment.GetEnvironmentVariable("TRAINING_EXPECTED_ISA");
        var best = InstructionSets.NameOf(InstructionSets.Best);
        Assert.Equal(string.IsNullOrEmpty(expected) ? best : expected, best);
    }

    [Fact]
    public void Scalar_kernels_run_everywhere_and_the_best_set_is_among_the_supported()
    {
        Assert.Contains(InstructionSet.Scalar, InstructionSets.Supported);
        Assert.Contains(InstructionSets.Best, InstructionSets.Supported);
        Assert.All(InstructionSets.Supported, set => Assert.True(set <= InstructionSets.Best));
    }
}
