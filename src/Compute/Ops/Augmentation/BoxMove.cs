namespace TrainingService.Compute.Ops.Augmentation;

/// <summary>Moves one box: left, upper edge, width, height, class, in pixels whose centres are at whole numbers and a half.</summary>
public static class BoxMove
{
    /// <summary>The frame of the moved corners, cut off at the picture's edge; all -1 where nothing is left.</summary>
    /// <param name="map">From pixels of the result to points of the source; its inverse moves the corners.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="box">The box.</param>
    /// <param name="moved">Receives the moved one.</param>
    public static void Apply(AffineMap map, int height, int width, ReadOnlySpan<float> box, Span<float> moved)
    {
        moved.Fill(-1);
        if (box[2] < 0) return;
        var determinant = map.YY * map.XX - map.YX * map.XY;
        var (top, left, bottom, right) = (double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);
        for (var corner = 0; corner < 4; corner++)
        {
            // An edge at e lies half a pixel before pixel e's centre, to which the map refers.
            var y = box[1] + (corner & 1) * (double)box[3] - 0.5 - map.Y;
            var x = box[0] + (corner >> 1) * (double)box[2] - 0.5 - map.X;
            var (i, j) = ((map.XX * y - map.YX * x) / determinant + 0.5, (map.YY * x - map.XY * y) / determinant + 0.5);
            (top, bottom, left, right) = (Math.Min(top, i), Math.Max(bottom, i), Math.Min(left, j), Math.Max(right, j));
        }

        (top, left, bottom, right) = (Math.Max(top, 0), Math.Max(left, 0), Math.Min(bottom, height), Math.Min(right, width));
        if (bottom <= top || right <= left) return;
        (moved[0], moved[1], moved[2], moved[3], moved[4]) = ((float)left, (float)top, (float)(right - left), (float)(bottom - top), box[4]);
    }
}
