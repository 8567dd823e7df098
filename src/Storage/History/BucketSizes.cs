namespace TrainingService.Storage.History;

/// <summary>Lengths of the stretches that are kept ready, each a multiple of the one before.</summary>
public static class BucketSizes
{
    /// <summary>Epochs of a small stretch.</summary>
    public const int Small = 64;

    /// <summary>Epochs of a large one.</summary>
    public const int Large = Small * Small;

    /// <summary>The last epoch of the last complete stretch.</summary>
    public static int Complete(int epochs, int size) => epochs / size * size;
}
