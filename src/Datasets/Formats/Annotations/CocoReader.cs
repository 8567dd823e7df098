using System.Text.Json;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Formats.Images;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Annotations;

/// <summary>
/// COCO's object annotations: a JSON document a part with images, annotations (bbox; segmentation as polygons or run lengths) and categories. A
/// pixel in several segmentations belongs to the last of them; class 0 of the masks is the background.
/// </summary>
internal sealed class CocoReader : IFormatReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    public DatasetFormat Format => DatasetFormat.Coco;

    public ReadResult Read(ImportContext context)
    {
        var names = new ImageNames(context.Files.Where(ImageFiles.Is));
        ImportFile[] documents = [.. context.Files.Where(file => file.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))];
        if (documents.Length == 0) throw Problems.At("empty", null, "There is no JSON document of annotations.",
            expected: "images, annotations and categories as COCO has them");
        var parts = new List<(string Part, IReadOnlyList<Annotation> Rows)>();
        var (classes, codes) = (new List<string>(), new Dictionary<string, int>(StringComparer.Ordinal));
        var hasMasks = false;
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var document in documents)
        {
            var rows = ReadDocument(context, document, names, classes, codes, ref hasMasks);
            foreach (var row in rows) sources.TryAdd(row.Image.Name, document.Name);
            if (parts.Exists(part => part.Part == document.Part)) throw Problems.At("duplicate_part", document.Name,
                $"The part {document.Part} has two documents.", expected: "one a part", remedy: "Name the parts with the option parts.");
            if (rows.Count > 0) parts.Add((document.Part!, rows));
        }

        if (parts.Count == 0) throw Problems.At("empty", documents[0].Name, "There are no images in the annotations.", expected: "at least one");
        context.CheckRows(parts.Sum(part => (long)part.Rows.Count), documents[0].Name);
        var ordered = DatasetPart.Names.SelectMany(name => parts.Where(part => part.Part == name)).ToList();
        if (hasMasks && classes.Count > 254) throw Problems.TooLarge(documents[0].Name, $"{classes.Count:n0} classes of masks", "at most 254");
        return AnnotationImport.Write(context, ordered, classes, hasMasks ? ["background", .. classes] : null, row => sources[row.Image.Name]);
    }

    private static List<Annotation> ReadDocument(
        ImportContext context, ImportFile file, ImageNames names, List<string> classes, Dictionary<string, int> codes, ref bool hasMasks)
    {
        try
        {
            using var document = JsonDocument.Parse(WholeDocument.Read(file, context.Limits), Options);
            var root = document.RootElement;
            var categories = Categories(root, file, classes, codes, context.Limits);
            var images = new Dictionary<string, (ImportFile File, List<Box> Boxes, List<CocoSegment> Segments)>(StringComparer.Ordinal);
            var rows = 0L;
            foreach (var image in Member(root, "images", file).EnumerateArray())
            {
                if (++rows > context.MostRows) break;
                var name = image.GetProperty("file_name").GetString() ?? "";
                var found = names.Find(name) ?? throw Problems.At("missing_image", file.Name,
                    $"There is no image {Problems.Quote(name)} among the files.", rows, "images", "an uploaded image",
                    "Upload it too, or take it out of the annotations.");
                if (!images.TryAdd(image.GetProperty("id").GetRawText(), (found, [], []))) throw Problems.At("duplicate_id", file.Name,
                    $"The image id {image.GetProperty("id").GetRawText()} is there twice.", rows, "images");
            }

            rows = 0;
            foreach (var annotation in Member(root, "annotations", file).EnumerateArray())
            {
                rows++;
                if (!images.TryGetValue(annotation.GetProperty("image_id").GetRawText(), out var image))
                {
                    if (context.MostRows is not null) continue;
                    throw Problems.At("missing_image", file.Name, $"No image has the id {annotation.GetProperty("image_id").GetRawText()}.", rows,
                        "annotations", "the id of an image");
                }

                if (!categories.TryGetValue(annotation.GetProperty("category_id").GetRawText(), out var code))
                {
                    throw Problems.At("bad_class", file.Name, $"No category has the id {annotation.GetProperty("category_id").GetRawText()}.", rows,
                        "annotations", "the id of a category");
                }

                image.Boxes.Add(CocoSegment.Box(annotation, code, file, rows));
                if (CocoSegment.Read(annotation, (byte)(code + 1), file, rows) is not { } segment) continue;
                image.Segments.Add(segment);
                hasMasks = true;
            }

            return [.. images.Values.Select(
                image => new Annotation(image.File, image.Boxes, (height, width) => CocoSegment.Draw(image.Segments, height, width, file)))];
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new DatasetProblemException(
                new DatasetProblem("bad_annotations", $"The annotations can't be read ({exception.Message})", file.Name,
                    Expected: "images, annotations and categories as COCO has them"), exception);
        }
    }

    private static Dictionary<string,
        int> Categories(JsonElement root, ImportFile file, List<string> classes, Dictionary<string, int> codes, ImportLimits limits)
    {
        var categories = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var category in Member(root, "categories", file).EnumerateArray())
        {
            var name = category.GetProperty("name").GetString() ?? "";
            if (!codes.TryGetValue(name, out var code))
            {
                codes[name] = code = classes.Count;
                classes.Add(name);
                if (classes.Count > limits.Classes) throw Problems.TooLarge(file.Name, $"{classes.Count:n0} classes", $"at most {limits.Classes:n0}");
            }

            categories[category.GetProperty("id").GetRawText()] = code;
        }

        return categories;
    }

    private static JsonElement Member(JsonElement root, string name, ImportFile file) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Array ? member
            : throw Problems.At("bad_annotations", file.Name, $"The document has no list \"{name}\".",
                expected: "images, annotations and categories as COCO has them");
}
