using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Data;
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
            var fields = stackalloc FieldSource[2];
            fields[0] = new FieldSource { Values = features, Scale = scale, Shift = shift, Factors = 1 };
            fields[1] = new FieldSource { Values = targets };
            *context.Batch = new BatchSource { Rows = wanted, Fields = fields };
            context.Poison(input);
            var factory = new CpuKernelFactory(set);
            factory.CompileGather(new FieldSchema("image", FieldKind.Bytes, [7, 9, 3]), 0, input, null, context);
            factory.CompileGather(new FieldSchema("label", FieldKind.Labels, []), 1, target, null, context);
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
            float one = 1, zero = 0;
            var fields = stackalloc FieldSource[2];
            fields[0] = new FieldSource { Values = source, Scale = scale, Shift = shift, Factors = width };
            fields[1] = new FieldSource { Values = targets, Scale = &one, Shift = &zero, Factors = 1 };
            *context.Batch = new BatchSource { Rows = wanted, Fields = fields };
            var factory = new CpuKernelFactory(set);
            factory.CompileGather(new FieldSchema("table", FieldKind.Floats, [width]), 0, input, null, context);
            factory.CompileGather(new FieldSchema("numbers", FieldKind.Floats, [2]), 1, target, null, context);
            context.Run(threads);
        }

        context.AssertCanaries();
        double[] expected = [.. rows.SelectMany(row => Enumerable.Range(0, width).Select(i => dataset[row * width + i] * (double)scales[i] + shifts[i]))];
        Closeness.AssertClose(expected, context.Read(input), 1, "input");
        Assert.Equal(rows.SelectMany(row => new double[] { numbers[2 * row], numbers[2 * row + 1] }), context.Read(target));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Tokens_come_with_their_rows_lengths_and_images_channels_each_with_a_factor(InstructionSet set, int threads, int halo)
    {
        int[] tokens = [.. Enumerable.Range(0, 9 * 5)], lengths = [.. Enumerable.Range(0, 9).Select(row => row % 5 + 1)], rows = [8, 0, 3];
        byte[] image = [.. Enumerable.Range(0, 9 * 2 * 3 * 2).Select(i => (byte)i)];
        float[] scales = [2, 3], shifts = [0.5f, -1];
        var graph = new Graph();
        var (ids, steps) = (graph.AddValue(new Shape(3, 5), ValueKind.Input, ElementType.Int32), graph.AddValue(new Shape(3), ValueKind.Input, ElementType.Int32));
        var pixels = graph.AddValue(new Shape(3, 2, 3, 2), ValueKind.Input);
        using var context = new TestKernelContext(graph, id => id == pixels ? new Halo(halo, halo, halo, halo) : Halo.None);
        fixed (int* source = tokens, real = lengths, wanted = rows)
        fixed (byte* bytes = image)
        fixed (float* scale = scales, shift = shifts)
        {
            var fields = stackalloc FieldSource[2];
            fields[0] = new FieldSource { Values = source, Lengths = real };
            fields[1] = new FieldSource { Values = bytes, Scale = scale, Shift = shift, Factors = 2 };
            *context.Batch = new BatchSource { Rows = wanted, Fields = fields };
            var factory = new CpuKernelFactory(set);
            factory.CompileGather(new FieldSchema("text", FieldKind.Tokens, [5]) { HasLengths = true }, 0, ids, steps, context);
            factory.CompileGather(new FieldSchema("image", FieldKind.Bytes, [2, 3, 2]), 1, pixels, null, context);
            context.Run(threads);
        }

        context.AssertCanaries();
        Assert.Equal(rows.SelectMany(row => Enumerable.Range(row * 5, 5)).Select(id => (double)id), context.Read(ids));
        Assert.Equal(rows.Select(row => (double)lengths[row]), context.Read(steps));
        Assert.Equal(rows.SelectMany(row => Enumerable.Range(row * 12, 12)).Select(i => (double)(i * scales[i % 2] + shifts[i % 2])), context.Read(pixels));
    }
}
