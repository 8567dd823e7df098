namespace TrainingService.Compute.Specs.Layers;

/// <summary>Helpers for shapes of one row.</summary>
internal static class Shapes
{
    /// <summary>Number of values.</summary>
    public static long Count(IReadOnlyList<int> shape) => shape.Aggregate(1L, (product, size) => checked(product * size));

    /// <summary>Such as [28, 28, 1].</summary>
    public static string Text(IReadOnlyList<int> shape) => $"[{string.Join(", ", shape)}]";
}
