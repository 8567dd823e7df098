using System.Text.Json;
using TrainingService.Datasets.Formats.Text;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Jsonl;

/// <summary>The lines of a file as JSON objects.</summary>
internal static class JsonlLines
{
    private const int MostDepth = 16;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MostDepth, AllowDuplicateProperties = false };

    /// <summary>Calls for each object with its line number, and yields that number; blank lines are left out.</summary>
    public static IEnumerable<long> Read(ImportContext context, ImportFile file, Action<JsonElement, long> use)
    {
        var (_, encoding) = Utf8Source.Peek(file, context.Options.Encoding, context.Limits);
        using var blocks = new LineBlocks(new Utf8Source(file, encoding, context.Limits), file.Name, null, context.Limits);
        context.Progress.Open(file.Name);
        var block = new byte[LineBlocks.BufferFor(file)];
        var rows = 0L;
        while (blocks.Read(ref block, out var length, out var line))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            for (var start = 0; start < length; line++)
            {
                var end = start + block.AsSpan(start, length - start).IndexOf((byte)'\n');
                if (Parse(block.AsMemory(start, end - start), file, line, context.Limits) is { } document)
                {
                    using (document) use(document.RootElement, line);
                    rows++;
                    yield return line;
                    if (rows >= context.MostRows) yield break;
                }

                start = end + 1;
            }

            context.Progress.Add(length);
        }
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> text, ImportFile file, long line, ImportLimits limits)
    {
        if (text.Span.Trim(" \t\r"u8).IsEmpty) return null;
        if (text.Length > limits.RowBytes) throw Problems.TooLarge(file.Name, $"{text.Length:n0} bytes in a line", $"at most {limits.RowBytes:n0}",
            line);
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(text, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            var kind = document.RootElement.ValueKind;
            document.Dispose();
            throw Problems.At("bad_json", file.Name, $"The line is {kind.ToString().ToLowerInvariant()}.", line, expected: "a JSON object");
        }
        catch (JsonException exception)
        {
            throw Problems.At("bad_json", file.Name, $"The line is not JSON ({exception.Message.Split(" LineNumber")[0]}).", line,
                exception.BytePositionInLine is { } at ? $"{at + 1}" : null,
                "one whole JSON object on each line, each member once");
        }
    }
}
