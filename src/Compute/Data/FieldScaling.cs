namespace TrainingService.Compute.Data;

/// <summary>How stored numbers become what the network sees: x · scale + shift, learned on the rows trained on.</summary>
/// <param name="Scale">One factor for all values, one per channel (the last dimension), or one per value of a row.</param>
/// <param name="Shift">Added after scaling; as many as factors.</param>
public sealed record FieldScaling(float[] Scale, float[] Shift)
{
    /// <summary>Leaves values as they are.</summary>
    public static FieldScaling None { get; } = new([1], [0]);
}
