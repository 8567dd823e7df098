namespace TrainingService.Contracts.Validation;

/// <summary>One thing wrong with a request's body.</summary>
/// <param name="Pointer">Where, as a JSON Pointer fragment (RFC 6901), such as `#/model/layers/3/units`.</param>
/// <param name="Code">A word for programs, such as `unknown_member`, `wrong_type`, `out_of_range`, `missing`, `unknown_type`, `shape_mismatch`, `not_found`.</param>
/// <param name="Detail">What is wrong, with the values in question.</param>
/// <param name="Expected">What would be right.</param>
/// <param name="DidYouMean">The nearest right name, for a misspelt one.</param>
public sealed record SpecError(string Pointer, string Code, string Detail, string? Expected = null, string? DidYouMean = null);
