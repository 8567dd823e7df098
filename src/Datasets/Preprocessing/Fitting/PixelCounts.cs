namespace TrainingService.Datasets.Preprocessing.Fitting;

/// <summary>How often each of the 256 values occurs in each channel of images.</summary>
internal sealed class PixelCounts(int channels)
{
    /// <summary>
    /// Images of one channel are counted in four tables in turn: a value that repeats, as a background does, would otherwise wait for its own last count.
    /// </summary>
    private const int Tables = 4;

    private readonly long[] counts = new long[(channels == 1 ? Tables : channels) * 256];

    /// <summary>Counts pixels [height, width, channels].</summary>
    public void Add(ReadOnlySpan<byte> pixels)
    {
        if (channels > 1)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                var own = counts.AsSpan(channel * 256, 256);
                for (var i = channel; i < pixels.Length; i += channels) own[pixels[i]]++;
            }

            return;
        }

        var at = 0;
        for (; at <= pixels.Length - Tables; at += Tables)
        {
            counts[pixels[at]]++;
            counts[256 + pixels[at + 1]]++;
            counts[512 + pixels[at + 2]]++;
            counts[768 + pixels[at + 3]]++;
        }

        for (; at < pixels.Length; at++) counts[pixels[at]]++;
    }

    /// <summary>Adds them to those of others, 256 per channel.</summary>
    public void AddTo(Span<long> sums)
    {
        for (var i = 0; i < counts.Length; i++) sums[i % sums.Length] += counts[i];
    }
}
