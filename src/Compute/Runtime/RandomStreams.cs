namespace TrainingService.Compute.Runtime;

/// <summary>Numbers of the random streams of a run, kept apart so that no two draws share words.</summary>
public static class RandomStreams
{
    /// <summary>Which training rows are held out for validation.</summary>
    public const uint Split = 0xFFFF_0000;

    /// <summary>Order of the rows in an epoch.</summary>
    public const uint Shuffle = 0xFFFF_0001;

    /// <summary>Which rows are held out for the test.</summary>
    public const uint TestSplit = 0xFFFF_0002;

    /// <summary>Initial weights of a parameter.</summary>
    /// <param name="parameter">Its number in the network.</param>
    public static uint Initialization(int parameter) => 0x8000_0000 + (uint)parameter;

    /// <summary>Draws of an augmentation.</summary>
    /// <param name="number">Its place in the spec.</param>
    public static uint Augmentation(int number) => 0x4000_0000 + (uint)number;

    /// <summary>Masks of a dropout layer.</summary>
    /// <param name="layer">Its number.</param>
    public static int Dropout(int layer) => layer;

    /// <summary>Masks of a layer that drops in several places.</summary>
    /// <param name="layer">Its number, below 2^20.</param>
    /// <param name="part">Which place, 1 to 2047.</param>
    public static int Dropout(int layer, int part) => layer | (part << 20);
}
