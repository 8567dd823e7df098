using System.Formats.Tar;
using System.IO.Compression;

namespace TrainingService.Conformance.Tests.Onnx;

/// <summary>One node with its inputs and the outputs that ONNX's reference implementation gave.</summary>
/// <param name="Name">Such as `conv_with_strides_padding`.</param>
/// <param name="Op">The operator, such as `Conv`.</param>
/// <param name="Attributes">A float, a long, a text, or an array of the former two, by name.</param>
/// <param name="Inputs">By place; null for one that is not given.</param>
/// <param name="Outputs">By place; null for one that is not wanted.</param>
internal sealed record OnnxTest(
    string Name, string Op, IReadOnlyDictionary<string, object> Attributes, IReadOnlyList<OnnxTensor?> Inputs, IReadOnlyList<OnnxTensor?> Outputs)
{
    private static readonly Lazy<Dictionary<string, byte[]>> Files = new(Unpack);
    private static readonly Lazy<IReadOnlyList<OnnxTest>> Tests = new(() =>
        [.. Files.Value.Keys.Where(path => path.EndsWith("/model.onnx", StringComparison.Ordinal)).Select(path => Parse(Path.GetDirectoryName(path)!)).OrderBy(t => t.Name)]);

    /// <summary>All tests of the archive, by name.</summary>
    public static IReadOnlyList<OnnxTest> All => Tests.Value;

    public OnnxTensor Input(int place) => Inputs[place]!;

    public OnnxTensor? OptionalInput(int place) => place < Inputs.Count ? Inputs[place] : null;

    public OnnxTensor Output(int place = 0) => Outputs[place]!;

    public bool HasOutput(int place) => place < Outputs.Count && Outputs[place] is not null;

    public int Integer(string attribute, int otherwise) => Attributes.TryGetValue(attribute, out var value) ? (int)(long)value : otherwise;

    public double Number(string attribute, double otherwise) => Attributes.TryGetValue(attribute, out var value) ? (float)value : otherwise;

    public string Text(string attribute, string otherwise) => Attributes.TryGetValue(attribute, out var value) ? (string)value : otherwise;

    public int[]? Integers(string attribute) => Attributes.TryGetValue(attribute, out var value) ? [.. ((long[])value).Select(number => (int)number)] : null;

    private static OnnxTest Parse(string folder)
    {
        // ModelProto.graph is 7; of GraphProto node 1, input 11, output 12; of NodeProto input 1, output 2, op_type 4, attribute 5.
        var graph = ProtoReader.Fields(ProtoReader.Fields(Files.Value[$"{folder}/model.onnx"]).Single(field => field.Number == 7).Bytes!);
        var node = ProtoReader.Fields(graph.Single(field => field.Number == 1).Bytes!);
        string[] NamesOf(int number) => [.. graph.Where(field => field.Number == number).Select(field => ProtoReader.Fields(field.Bytes!).First(f => f.Number == 1).Text)];
        OnnxTensor?[] Tensors(string kind, int graphField, int nodeField)
        {
            var names = NamesOf(graphField);
            return [.. node.Where(field => field.Number == nodeField).Select(field => Array.IndexOf(names, field.Text) is >= 0 and var place
                ? OnnxTensor.Parse(Files.Value[$"{folder}/test_data_set_0/{kind}_{place}.pb"]) : null)];
        }

        return new OnnxTest(
            folder["test_".Length..],
            node.Single(field => field.Number == 4).Text,
            node.Where(field => field.Number == 5).Select(field => Attribute(field.Bytes!)).ToDictionary(),
            Tensors("input", 11, 1),
            Tensors("output", 12, 2));
    }

    /// <summary>Of AttributeProto: name 1, f 2, i 3, s 4, floats 7, ints 8.</summary>
    private static (string Name, object Value) Attribute(byte[] message)
    {
        var fields = ProtoReader.Fields(message);
        object? single = null;
        foreach (var field in fields)
        {
            single = field.Number switch { 2 => field.Float, 3 => (long)field.Value, 4 => field.Text, _ => single };
        }

        single ??= fields.Where(field => field.Number == 8).SelectMany(field => field.Integers()).ToArray();
        return (fields.First(field => field.Number == 1).Text, single);
    }

    private static Dictionary<string, byte[]> Unpack()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Onnx", "data", "node-tests.tar.br"));
        using var archive = new TarReader(new BrotliStream(file, CompressionMode.Decompress));
        var files = new Dictionary<string, byte[]>();
        while (archive.GetNextEntry(copyData: true) is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)) continue;
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            files[entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name] = content.ToArray();
        }

        return files;
    }
}
