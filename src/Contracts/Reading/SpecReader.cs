using TrainingService.Contracts.Reading.Shapes;
using TrainingService.Contracts.Specs;

namespace TrainingService.Contracts.Reading;

/// <summary>Reads a <see cref="RunSpec"/> from JSON and collects every error, each with a pointer, where System.Text.Json stops at the first.</summary>
public static class SpecReader
{
    /// <summary>Errors listed at most.</summary>
    public const int MaxErrors = 100;

    private static readonly RecordShape Shape = SpecShapes.Of<RunSpec>();

    /// <summary>Reads a spec. Never throws, whatever the bytes are.</summary>
    /// <param name="utf8">The request's body in UTF-8, with or without a byte order mark.</param>
    public static SpecReading Read(ReadOnlyMemory<byte> utf8)
    {
        var (document, error) = JsonText.Parse(utf8);
        if (document is null) return new SpecReading(null, [error!], IsJson: false);
        using (document)
        {
            var errors = new ErrorList();
            var spec = (RunSpec?)Shape.Read(document.RootElement, JsonPointer.Root, errors);
            return new SpecReading(spec, errors.ToList(), IsJson: true);
        }
    }
}
