using TrainingService.Compute.Data;
using TrainingService.Compute.Runtime;
using TrainingService.Contracts.Datasets;

namespace TrainingService.Conformance.Tests.Golden;

/// <summary>A golden's rows as a dataset, each lying where the run's shuffle takes it in the golden's order.</summary>
internal static class GoldenData
{
    public static Dataset Of(GoldenFile golden)
    {
        var x = golden.Input("input");
        var y = golden.Target;
        var schema = new DataSchema(
            x.Shape[1..],
            golden.Classes > 0 ? TargetKind.Class : TargetKind.Numbers,
            golden.Classes > 0 ? golden.Classes : y.Shape[1..].Aggregate(1, (product, size) => product * size));
        var order = Order(golden);
        var features = Scattered(x.Floats, order);
        var part = golden.Classes > 0
            ? DataPart.FromFloats(features, Scattered(y.Integers, order))
            : DataPart.FromFloats(golden.Rows, features, Scattered(y.Floats, order));
        return new Dataset(new DataDescription(golden.Spec.Dataset.Name, new string('0', 64), schema, golden.Rows, golden.Rows, null), part, part);
    }

    /// <summary>The row that the run visits at each place of its first epoch. With one batch for all rows the order does not matter.</summary>
    private static int[] Order(GoldenFile golden)
    {
        var order = new int[golden.Rows];
        Permutation.Fill(order, (ulong)golden.Spec.Seed, RandomStreams.Shuffle, epoch: 1);
        return order;
    }

    private static T[] Scattered<T>(T[] rows, int[] order)
    {
        var scattered = new T[rows.Length];
        var size = rows.Length / order.Length;
        for (var place = 0; place < order.Length; place++) rows.AsSpan(place * size, size).CopyTo(scattered.AsSpan(order[place] * size));
        return scattered;
    }
}
