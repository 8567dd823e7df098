namespace TrainingService.Compute.Data;

/// <summary>What makes labels a text that a decoder learns to write.</summary>
/// <param name="Decoder">The input that holds the begin token and the text so far.</param>
/// <param name="BeginId">The token that stands before every text.</param>
/// <param name="EndId">The token behind it.</param>
public sealed record WrittenText(string Decoder, int BeginId, int EndId);
