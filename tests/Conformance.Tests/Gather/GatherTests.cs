using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Conformance.Tests.Ops;
using TrainingService.Tests.Shared.Compute;

namespace TrainingService.Conformance.Tests.Gather;

public sealed unsafe class GatherTests
{
    public static TheoryData<InstructionSet, int, int> Rows
    {
        get
        {
            var rows = new TheoryData<InstructionSet, int, int>();
            foreach (var set in InstructionSets.Supported)
            {
                foreach (var threads in new[] { 0, 1, 3 })
                {
                    rows.Add(set, threads, 0);
                    rows.Add(set, threads, 2);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Images_of_bytes_land_scaled_inside_the_halo_with_their_labels(InstructionSet set, int threads, int halo)
    {
        var (dataset, labels) = (Enumerable.Range(0, 400 * 189).Select(i => (byte)(i * 31 + i / 189)).ToArray(), Enumerable.Range(0, 400).Select(i => i % 10).ToArray());
        int[] rows = [.. Enumerable.Range(0, 300).Select(i => i * 7 % 400)];
        var graph = new Graph();
        var input = graph.AddValue(new Shape(300, 7, 9, 3), ValueKind.Input);
        var target = graph.AddValue(new Shape(300), ValueKind.Target, ElementType.Int32);
        using var context = new TestKernelContext(graph, id => id == input ? new Halo(halo, halo, halo, halo) : Halo.None);
        float[] scales = [1 / 255f], shifts = [-0.5f];
        fixed (byte* features = dataset)
        fixed (float* scale = scales, shift = shifts)
        fixed (int* targets = labels, wanted = rows)
        {
            *context.Batch = new BatchSource { Features = features, Targets = targets, Rows = wanted, Scale = scale, Shift = shift };
            context.Poison(input);
            new CpuKernelFactory(set).CompileGather(FeatureStorage.Bytes, input, target, context);
            context.Run(threads);
        }

        context.AssertCanaries();
        double[] expected = [.. rows.SelectMany(row => dataset.Skip(row * 189).Take(189)).Select(value => value * (double)scales[0] + shifts[0])];
        Closeness.AssertClose(expected, context.Read(input), 1, "input");
        Assert.Equal(rows.Select(row => (double)labels[row]), context.Read(target));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Rows_of_floats_land_scaled_feature_by_feature_with_their_numbers(InstructionSet set, int threads, int features)
    {
        var width = 19 + features;
        float[] dataset = [.. Enumerable.Range(0, 50 * width).Select(i => i % 83 * 0.1f)], numbers = [.. Enumerable.Range(0, 50 * 2).Select(i => i * 0.5f)];
        float[] scales = [.. Enumerable.Range(0, width).Select(i => 1 + 0.1f * i)], shifts = [.. Enumerable.Range(0, width).Select(i => -0.2f * i)];
        int[] rows = [49, 0, 7, 7, 31];
        var graph = new Graph();
        var input = graph.AddValue(new Shape(5, width), ValueKind.Input);
        var target = graph.AddValue(new Shape(5, 2), ValueKind.Target);
        using var context = new TestKernelContext(graph);
        fixed (float* source = dataset, targets = numbers, scale = scales, shift = shifts)
        fixed (int* wanted = rows)
        {
            *context.Batch = new BatchSource { Features = source, Targets = targets, Rows = wanted, Scale = scale, Shift = shift };
            new CpuKernelFactory(set).CompileGather(FeatureStorage.Floats, input, target, context);
            context.Run(threads);
        }

        context.AssertCanaries();
        double[] expected = [.. rows.SelectMany(row => Enumerable.Range(0, width).Select(i => dataset[row * width + i] * (double)scales[i] + shifts[i]))];
        Closeness.AssertClose(expected, context.Read(input), 1, "input");
        Assert.Equal(rows.SelectMany(row => new double[] { numbers[2 * row], numbers[2 * row + 1] }), context.Read(target));
    }
}
