namespace TrainingService.Datasets.Formats.Annotations;

/// <summary>Fills outlines and run lengths into a mask.</summary>
internal static class Rasterizer
{
    /// <summary>Gives a class to all pixels whose middle lies in a polygon (even-odd rule).</summary>
    /// <param name="mask">[height, width].</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="polygon">x and y of each corner.</param>
    /// <param name="value">The class.</param>
    public static void Fill(Span<byte> mask, int width, ReadOnlySpan<float> polygon, byte value)
    {
        var height = mask.Length / width;
        var crossings = new List<float>();
        for (var y = 0; y < height; y++)
        {
            crossings.Clear();
            var middle = y + 0.5f;
            for (int i = 0, j = polygon.Length - 2; i < polygon.Length; j = i, i += 2)
            {
                var (x1, y1, x2, y2) = (polygon[j], polygon[j + 1], polygon[i], polygon[i + 1]);
                if (y1 <= middle == y2 <= middle) continue;
                crossings.Add(x1 + (middle - y1) / (y2 - y1) * (x2 - x1));
            }

            crossings.Sort();
            for (var i = 0; i + 1 < crossings.Count; i += 2)
            {
                var from = (int)Math.Clamp(Math.Ceiling(crossings[i] - 0.5), 0, width);
                var to = (int)Math.Clamp(Math.Ceiling(crossings[i + 1] - 0.5), from, width);
                mask.Slice(y * width + from, to - from).Fill(value);
            }
        }
    }

    /// <summary>Gives a class to COCO's run lengths: zeros and ones in turns, column after column. False when they do not fill the mask.</summary>
    public static bool FillRuns(Span<byte> mask, int width, ReadOnlySpan<long> counts, byte value)
    {
        var height = mask.Length / width;
        var at = 0L;
        for (var run = 0; run < counts.Length; run++)
        {
            if (counts[run] < 0 || counts[run] > mask.Length - at) return false;
            if ((run & 1) == 1)
            {
                for (var i = at; i < at + counts[run]; i++) mask[(int)(i % height * width + i / height)] = value;
            }

            at += counts[run];
        }

        return at == mask.Length;
    }

    /// <summary>COCO's compressed run lengths: six bits a letter, differences to the count before the last. Null when damaged.</summary>
    public static long[]? DecodeRuns(string text)
    {
        var counts = new List<long>();
        for (var i = 0; i < text.Length;)
        {
            var (value, shift, more) = (0L, 0, true);
            while (more)
            {
                if (i == text.Length || text[i] is < '0' or > 'o' || shift > 30) return null;
                var bits = text[i++] - '0';
                value |= (long)(bits & 0x1f) << shift;
                more = (bits & 0x20) != 0;
                shift += 5;
                if (!more && (bits & 0x10) != 0) value |= -1L << shift;
            }

            counts.Add(counts.Count > 2 ? value + counts[^2] : value);
        }

        return [.. counts];
    }
}
