using System.Text.Json;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Annotations;

/// <summary>The outline or run lengths of one object in COCO's form.</summary>
/// <param name="Class">Its class in the mask.</param>
/// <param name="Polygons">x and y of the corners of each polygon.</param>
/// <param name="Runs">Run lengths, column after column.</param>
/// <param name="Row">Number of the annotation, from 1.</param>
internal sealed record CocoSegment(byte Class, IReadOnlyList<float[]> Polygons, long[]? Runs, long Row)
{
    /// <summary>An annotation's box.</summary>
    public static Box Box(JsonElement annotation, int code, ImportFile file, long row)
    {
        float[] sides = annotation.TryGetProperty("bbox", out var box) && box.ValueKind == JsonValueKind.Array
            ? [.. box.EnumerateArray().Select(side => side.GetSingle())] : [];
        if (sides.Length == 4 && Array.TrueForAll(sides, float.IsFinite)) return new Box(sides[0], sides[1], sides[2], sides[3], code);
        throw Problems.At("bad_box", file.Name, "The annotation's bbox can't be read.", row, "annotations", "[x, y, width, height]");
    }

    /// <summary>An annotation's segmentation, or null.</summary>
    public static CocoSegment? Read(JsonElement annotation, byte code, ImportFile file, long row)
    {
        if (!annotation.TryGetProperty("segmentation", out var segmentation)) return null;
        if (segmentation.ValueKind == JsonValueKind.Array)
        {
            if (segmentation.GetArrayLength() == 0) return null;
            float[][] polygons = [.. segmentation.EnumerateArray()
                .Select(polygon => polygon.EnumerateArray().Select(number => number.GetSingle()).ToArray())];
            if (polygons.All(polygon => polygon.Length >= 6 && polygon.Length % 2 == 0 && polygon.All(float.IsFinite))) return new CocoSegment(code,
                polygons, null, row);
            throw Bad(file, row, "A polygon has too few or unpaired numbers.");
        }

        if (segmentation.ValueKind != JsonValueKind.Object) return null;
        var counts = segmentation.GetProperty("counts");
        var runs = counts.ValueKind == JsonValueKind.String ? Rasterizer.DecodeRuns(counts.GetString()!)
            : [.. counts.EnumerateArray().Select(count => count.GetInt64())];
        return runs is null ? throw Bad(file, row, "The run lengths are damaged.") : new CocoSegment(code, [], runs, row);
    }

    /// <summary>Draws an image's segments into a mask.</summary>
    public static byte[] Draw(IReadOnlyList<CocoSegment> segments, int height, int width, ImportFile file)
    {
        var mask = new byte[height * width];
        foreach (var segment in segments)
        {
            foreach (var polygon in segment.Polygons) Rasterizer.Fill(mask, width, polygon, segment.Class);
            if (segment.Runs is { } runs && !Rasterizer.FillRuns(mask, width, runs, segment.Class)) throw Bad(file, segment.Row,
                $"The run lengths do not fill {width} by {height} pixels.");
        }

        return mask;
    }

    private static DatasetProblemException Bad(ImportFile file, long row, string detail) =>
        Problems.At("bad_segmentation", file.Name, detail, row, "annotations", "polygons [[x, y, ...]] or run lengths of the whole image");
}
