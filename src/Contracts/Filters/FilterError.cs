namespace TrainingService.Contracts.Filters;

/// <summary>One thing wrong with a filter or sort expression, with its place in the text.</summary>
/// <param name="Position">Index of the first wrong character, from 0.</param>
/// <param name="Length">How many characters are concerned; 0 at the end of the text.</param>
/// <param name="Code">A word for programs: `syntax`, `unknown_field`, `unknown_value`, `wrong_type`, `wrong_operator`, `too_long`, `too_complex`.</param>
/// <param name="Detail">What is wrong, with the words in question.</param>
/// <param name="Expected">What would be right.</param>
/// <param name="DidYouMean">The nearest right word, for a misspelt one.</param>
public sealed record FilterError(int Position, int Length, string Code, string Detail, string? Expected = null, string? DidYouMean = null);
