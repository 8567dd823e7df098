using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Reference;
using TrainingService.Tests.Shared.Compute;

namespace TrainingService.Compute.Tests.Support;

/// <summary>Runs one op's kernels on random data and holds them to the reference, to themselves on other thread counts, and to their bounds.</summary>
internal static class KernelCheck
{
    private static readonly int[] ThreadCounts = [1, 2, 5, 0];

    /// <summary>
    /// Checks an op whose output is <paramref name="output"/> and whose inputs have the given shapes; those with a parameter number are
    /// parameters. Tolerance: 2e-6 · √depth for sums of that many products of numbers about 1.
    /// </summary>
    public static void Run(InstructionSet set, Op op, int depth, Shape output, Halo spare, params (Shape Shape, int Parameter)[] inputs)
    {
        var graph = new Graph();
        var ids = inputs.Select(input => graph.AddValue(
            input.Shape, input.Parameter < 0 ? ValueKind.Intermediate : ValueKind.Parameter, parameter: input.Parameter)).ToList();
        var result = graph.AddValue(output);
        var node = graph.AddNode(op, 0, ids, [result]);
        var factory = new CpuKernelFactory(set);
        var halos = ids.ToDictionary(id => id, id => factory.InputHalo(graph, node, ids.IndexOf(id)));
        Halo HaloOf(ValueId id) => graph[id].Shape.Rank != 4 || graph[id].Parameter >= 0 ? Halo.None
            : id == result ? (op.GetType().Name.Contains("WeightGradient", StringComparison.Ordinal) ? Halo.None : spare)
            : new Halo(halos[id].Top + spare.Top, halos[id].Left + spare.Left, halos[id].Bottom + spare.Bottom, halos[id].Right + spare.Right);

        var data = ids.ToDictionary(id => id, id => RandomNumbers(graph[id].Shape.Count, (uint)id.Index + 1));
        var expected = ReferenceInterpreter.Run(graph, data)[result];
        float[]? first = null;
        foreach (var threads in ThreadCounts)
        {
            using var context = new TestKernelContext(graph, HaloOf, scratchBytes: factory.ScratchBytes(graph, node));
            foreach (var id in ids)
                context.Write(id, data[id]);
            context.Poison(result);
            foreach (var packing in factory.Packing(graph, node))
                factory.CompilePacking(packing, context);
            factory.Compile(graph, node, context);
            context.Run(threads);
            context.AssertCanaries();
            var actual = context.Read(result);
            AssertClose(expected, actual, 2e-6 * Math.Sqrt(depth + 1));
            var bits = actual.Select(value => (float)value).ToArray();
            first ??= bits;
            Assert.Equal(first, bits);
        }
    }

    /// <summary>Numbers from -1 to 1, exact in float32, none within 1e-3 of the kink at 0.</summary>
    private static double[] RandomNumbers(long count, uint seed)
    {
        var state = seed * 2654435761u;
        var numbers = new double[count];
        for (var i = 0; i < count; i++)
        {
            state = (state * 1664525) + 1013904223;
            var value = ((state >> 8) / (double)(1 << 23)) - 1;
            numbers[i] = (float)(Math.Abs(value) < 1e-3 ? 0.5 : value);
        }

        return numbers;
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i]))))
                Assert.Fail($"Element {i} of {expected.Length}: expected {expected[i]:R}, got {actual[i]:R} (tolerance {tolerance:E1}).");
        }
    }
}
