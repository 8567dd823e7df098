using TrainingService.Compute.Data;
using TrainingService.Compute.Runtime;

namespace TrainingService.Conformance.Tests.Golden;

/// <summary>A golden's rows as a dataset, each lying where the run's shuffle takes it in the golden's order; numbers are taken as they are.</summary>
internal static class GoldenData
{
    public static Dataset Of(GoldenFile golden)
    {
        var schema = golden.Schema;
        var order = Order(golden);
        var part = new DataPart(golden.Rows, [.. schema.Fields.Select(field => Field(golden, field, order))]);
        var description = new DataDescription(golden.Spec.Dataset.Name, new string('0', 64), schema, golden.Rows, golden.Rows, null);
        return new Dataset(description, part, part) { Prepared = new PreparedRows(null, null, null, [.. schema.Fields.Select(_ => (FieldScaling?)null)]) };
    }

    private static FieldData Field(GoldenFile golden, FieldSchema field, int[] order)
    {
        var (values, given) = golden.Field(field);
        var lengths = given is null ? [] : Scattered(given.Integers, order);
        return field.IsInteger
            ? new ArrayField<int>(Scattered(values.Integers, order), lengths)
            : new ArrayField<float>(Scattered(values.Floats, order), lengths);
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
