using System.Globalization;
using System.Xml;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Formats.Images;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Annotations;

/// <summary>
/// Pascal VOC: `Annotations/NAME.xml` with the boxes of an image, `SegmentationClass/NAME.png` with its mask in VOC's colours (or grey values), and
/// `ImageSets/Main/train.txt` and the like with the names of a part. Corners are counted from 1 and belong to the box.
/// </summary>
internal sealed class VocReader : IFormatReader
{
    private const string MaskFolder = "SegmentationClass";

    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, MaxCharactersInDocument = 16 << 20,
        XmlResolver = null };

    public DatasetFormat Format => DatasetFormat.Voc;

    public ReadResult Read(ImportContext context)
    {
        ImportFile[] documents = [.. context.Files.Where(file => file.Name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase))];
        if (documents.Length == 0) throw Problems.At("empty", null, "There are no annotations.", expected: "Annotations/NAME.xml for each image");
        var names = new ImageNames(context.Files.Where(file => ImageFiles.Is(file) && !IsMask(file)));
        var masks = context.Files.Where(IsMask).ToDictionary(file => Path.GetFileNameWithoutExtension(file.Name), StringComparer.Ordinal);
        var read = documents.Select(file => (File: file, Document: ReadDocument(file, names))).ToList();
        string[] classes = [.. read.SelectMany(row => row.Document.Objects.Select(item => item.Class)).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
        if (classes.Length > context.Limits.Classes) throw Problems.TooLarge(documents[0].Name, $"{classes.Length:n0} classes",
            $"at most {context.Limits.Classes:n0}");
        var parts = VocParts.Of(context);
        var rows = read.Select(row => (Part: parts(row.File), Row: ToAnnotation(context, row.Document, classes, masks), row.File.Name)).ToList();
        var sources = rows.ToDictionary(row => row.Row, row => row.Name);
        var byPart = DatasetPart.Names.Select(
            part => (part, (IReadOnlyList<Annotation>)[.. rows.Where(row => row.Part == part).Select(row => row.Row)
            .Take(context.MostRows ?? int.MaxValue)]))
            .Where(pair => pair.Item2.Count > 0).ToList();
        var result = AnnotationImport.Write(context, byPart, classes, masks.Count > 0 ? VocMask.Classes(classes, ClassNames.Given(context)) : null,
            row => sources[row]);
        return result;
    }

    private static bool IsMask(ImportFile file) => file.Name.Split('/').Contains(MaskFolder);

    private static Annotation ToAnnotation(ImportContext context, VocDocument document, string[] classes, Dictionary<string, ImportFile> masks)
    {
        var name = Path.GetFileNameWithoutExtension(document.Image.Name);
        Box[] boxes = [.. document.Objects.Select(item => item.Box with { Class = Array.BinarySearch(classes, item.Class, StringComparer.Ordinal) })];
        Func<int, int, byte[]>? mask = masks.TryGetValue(name, out var file) ? (height, width) => VocMask.Read(file, height, width, context.Limits)
            : masks.Count > 0 ? (height, width) => Unlabelled(height * width) : null;
        return new Annotation(document.Image, boxes, mask);
    }

    private static byte[] Unlabelled(int pixels)
    {
        var mask = new byte[pixels];
        Array.Fill(mask, StoredColumn.MissingUint8);
        return mask;
    }

    private static VocDocument ReadDocument(ImportFile file, ImageNames names)
    {
        try
        {
            using var stream = File.OpenRead(file.Path);
            using var reader = XmlReader.Create(stream, Settings);
            var document = new XmlDocument { XmlResolver = null };
            document.Load(reader);
            var name = document.SelectSingleNode("/annotation/filename")?.InnerText ?? Path.GetFileNameWithoutExtension(file.Name);
            var image = names.Find(name) ?? names.Find(Path.GetFileNameWithoutExtension(file.Name))
                ?? throw Problems.At("missing_image", file.Name, $"There is no image {Problems.Quote(name)} among the files.",
                    expected: "an uploaded image", remedy: "Upload it too, or take the annotation out.");
            var objects = new List<(string, Box)>();
            foreach (XmlNode item in document.SelectNodes("/annotation/object")!) objects.Add(Object(item, file, objects.Count + 1));
            return new VocDocument(image, objects);
        }
        catch (XmlException exception)
        {
            throw new DatasetProblemException(
                new DatasetProblem("bad_annotations", $"The annotation is not XML ({exception.Message})", file.Name, exception.LineNumber,
                    Expected: "an <annotation> as VOC has it"), exception);
        }
    }

    private static (string Class, Box Box) Object(XmlNode item, ImportFile file, int number)
    {
        var name = item.SelectSingleNode("name")?.InnerText.Trim();
        if (string.IsNullOrEmpty(name)) throw Problems.At("bad_class", file.Name, "The object has no name.", number, "object", "<name>");
        var (left, upper, right, lower) = (Side("xmin"), Side("ymin"), Side("xmax"), Side("ymax"));
        if (right < left || lower < upper) throw Problems.At("bad_box", file.Name, "The box's corners are exchanged.", number, "object",
            "xmin up to xmax, ymin up to ymax");
        return (name, new Box(left - 1, upper - 1, right - left + 1, lower - upper + 1, 0));

        float Side(string side) => float.TryParse(item.SelectSingleNode("bndbox/" + side)?.InnerText, NumberStyles.Float,
            CultureInfo.InvariantCulture, out var value) && float.IsFinite(value) ? value
            : throw Problems.At("bad_box", file.Name, $"The object's {side} can't be read.", number, "object",
                "<bndbox> with xmin, ymin, xmax and ymax");
    }
}

/// <summary>What a VOC annotation says.</summary>
internal sealed record VocDocument(ImportFile Image, IReadOnlyList<(string Class, Box Box)> Objects);
