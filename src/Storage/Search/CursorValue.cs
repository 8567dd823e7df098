namespace TrainingService.Storage.Search;

/// <summary>The value of one sort key at the end of a page; all null for a run that lacks it.</summary>
/// <param name="Number">Of a numeric key.</param>
/// <param name="Text">Of a text.</param>
/// <param name="Time">Of a time, in microseconds since 1970.</param>
internal readonly record struct CursorValue(double? Number = null, string? Text = null, long? Time = null);
