using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Validation;

namespace TrainingService.Contracts.Reading;

/// <summary>What came of reading a run spec's JSON: as much of the spec as could be read, and everything that is wrong with it.</summary>
/// <param name="Spec">
/// The spec, or null when the body is no JSON object. Use it for training only when there are no errors. With errors it is there so that the rest can
/// still be checked: what could not be read is null (a required object, an entry of `model.layers`), zero (a required number) or its default
/// (anything optional). A layer with any error inside is null; shapes are unknown from there on.
/// </param>
/// <param name="Errors">All errors in the order of the text, at most <see cref="SpecReader.MaxErrors"/>, then a note of how many more there are.</param>
/// <param name="IsJson">Whether the body was read as JSON; not so when it is malformed, nested too deep or far too large.</param>
public sealed record SpecReading(RunSpec? Spec, IReadOnlyList<SpecError> Errors, bool IsJson)
{
    /// <summary>Whether the spec was read without any error.</summary>
    public bool IsValid => Spec is not null && Errors.Count == 0;
}
