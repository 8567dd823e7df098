using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Ops.Recurrent;
using TrainingService.Conformance.Tests.Ops;

namespace TrainingService.Conformance.Tests.Sequences;

/// <summary>What must hold of sequences whatever the numbers are; on the kernels, to the bit.</summary>
public sealed class SequenceProperties
{
    private const int Rows = 4;
    private const int Steps = 6;
    private const int Channels = 5;
    private const int Units = 9;

    public static TheoryData<RecurrentCell, bool> Layers
    {
        get
        {
            var data = new TheoryData<RecurrentCell, bool>();
            foreach (var cell in Enum.GetValues<RecurrentCell>())
            {
                data.Add(cell, false);
                data.Add(cell, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_row_gives_the_same_alone_and_among_longer_ones(RecurrentCell cell, bool reverse)
    {
        var form = new RecurrentForm(cell, reverse, HasBias: true, HasRecurrentBias: true, HasState: true, HasLengths: true);
        var padded = SequenceCases.Recurrent(form, Rows, Steps, Channels, Units);
        var data = padded.Data();
        data[^1] = [6, 1, 3, 5];
        var together = Run(padded, data);
        for (var row = 0; row < Rows; row++)
        {
            var length = (int)data[^1][row];
            var single = SequenceCases.Recurrent(form with { HasLengths = false }, 1, length, Channels, Units);
            double[][] alone = [.. data[..^1].Select((numbers, i) => i == 0 ? numbers[(row * Steps * Channels)..((row * Steps + length) * Channels)] : numbers)];
            for (var i = form.StateInput; i < alone.Length; i++) alone[i] = data[i][(row * Units)..((row + 1) * Units)];
            var outputs = Run(single, alone);
            Assert.Equal(outputs[0], together[0][(row * Steps * Units)..((row * Steps + length) * Units)]);
            Assert.All(together[0][((row * Steps + length) * Units)..((row + 1) * Steps * Units)], value => Assert.Equal(0, value));
            for (var state = 1; state < form.KeptOutput; state++) Assert.Equal(outputs[state], together[state][(row * Units)..((row + 1) * Units)]);
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_row_without_steps_keeps_its_first_state(RecurrentCell cell, bool reverse)
    {
        var form = new RecurrentForm(cell, reverse, HasState: true, HasLengths: true);
        var row = SequenceCases.Recurrent(form, 2, 3, 2, 4);
        var data = row.Data();
        data[^1] = [0, 3];
        var outputs = Run(row, data);
        Assert.All(outputs[0][..12], value => Assert.Equal(0, value));
        Assert.Equal(data[form.StateInput][..4], outputs[1][..4]);
        Assert.NotEqual(data[form.StateInput][4..], outputs[1][4..]);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Backwards_is_forwards_on_the_sequence_turned_round(RecurrentCell cell, bool reverse)
    {
        var form = new RecurrentForm(cell, reverse, HasBias: true, HasLengths: true);
        var row = SequenceCases.Recurrent(form, Rows, Steps, Channels, Units);
        var data = row.Data();
        data[^1] = [6, 2, 0, 5];
        var outputs = Run(row, data);
        var turned = (double[][])data.Clone();
        turned[0] = Turned(data[0], Channels, data[^1]);
        var opposite = Run(SequenceCases.Recurrent(form with { Reverse = !reverse }, Rows, Steps, Channels, Units), turned);
        Assert.Equal(outputs[0], Turned(opposite[0], Units, data[^1]));
        Assert.Equal(outputs[1], opposite[1]);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Two_halves_with_the_state_handed_on_are_the_whole(RecurrentCell cell, bool reverse)
    {
        var form = new RecurrentForm(cell, reverse, HasBias: true, HasState: true);
        var whole = SequenceCases.Recurrent(form, 1, Steps, Channels, Units);
        var half = SequenceCases.Recurrent(form, 1, Steps / 2, Channels, Units);
        var data = whole.Data();
        var expected = Run(whole, data);
        var cut = Steps / 2 * Channels;
        double[][] parts = [data[0][..cut], data[0][cut..]];
        var first = Run(half, [reverse ? parts[1] : parts[0], .. data[1..]]);
        var second = Run(half, [reverse ? parts[0] : parts[1], .. data[1..form.StateInput], .. first[1..form.KeptOutput]]);
        Assert.Equal(expected[0], reverse ? [.. second[0], .. first[0]] : [.. first[0], .. second[0]]);
        Assert.Equal(expected[1], second[1]);
    }

    [Fact]
    public void What_comes_later_does_not_change_causal_attention()
    {
        var row = AttentionCases.Forward(new(2, true, true, false), 2, 7, 7, 6);
        var data = row.Data();
        var before = Run(row, data)[0];
        for (var i = 4 * 18; i < 7 * 18; i++) data[0][i] = (float)(3 * data[0][i] + 1);
        var after = Run(row, data)[0];
        Assert.Equal(before[..(4 * 6)], after[..(4 * 6)]);
        Assert.NotEqual(before[(4 * 6)..(7 * 6)], after[(4 * 6)..(7 * 6)]);
    }

    [Fact]
    public void Keys_behind_a_row_s_end_do_not_change_attention()
    {
        var padded = AttentionCases.Forward(new(2, false, false, true), 2, 3, 8, 4);
        var data = padded.Data();
        data[2] = [5, 8];
        var together = Run(padded, data)[0];
        var single = AttentionCases.Forward(new(2, false, false, false), 1, 3, 5, 4);
        Assert.Equal(Run(single, [data[0][..12], data[1][..(5 * 8)]])[0], together[..12]);
        for (var i = 5 * 8; i < 8 * 8; i++) data[1][i] = double.NaN;
        Assert.Equal(together, Run(padded, data)[0]);
    }

    [Fact]
    public void Attention_to_equal_keys_is_the_mean_of_the_values()
    {
        var row = AttentionCases.Forward(new(1, false, false, false), 1, 2, 5, 3);
        var data = row.Data();
        for (var key = 0; key < 5; key++) (data[1][key * 6], data[1][key * 6 + 1], data[1][key * 6 + 2]) = (0.5, -1, 0.25);
        var mean = Enumerable.Range(0, 3).Select(e => Enumerable.Range(0, 5).Average(key => data[1][key * 6 + 3 + e])).ToArray();
        var output = Run(row, data)[0];
        for (var i = 0; i < 6; i++) Assert.Equal(mean[i % 3], output[i], 1e-6);
    }

    private static double[][] Run(OpCase row, double[][] data) => KernelRun.Outputs(row, InstructionSets.Best, data);

    /// <summary>Each row's real steps in the opposite order.</summary>
    private static double[] Turned(double[] data, int width, double[] lengths)
    {
        var turned = (double[])data.Clone();
        for (var row = 0; row < lengths.Length; row++)
        {
            for (var step = 0; step < (int)lengths[row]; step++)
                Array.Copy(data, (row * Steps + (int)lengths[row] - 1 - step) * width, turned, (row * Steps + step) * width, width);
        }

        return turned;
    }
}
