namespace TrainingService.Contracts.Runs;

/// <summary>What a run's curves say of it, with the evidence and what to change.</summary>
public sealed record RunDiagnosis
{
    /// <summary>The verdict.</summary>
    public required DiagnosisVerdict Verdict { get; init; }

    /// <summary>Sentences with the numbers that led to it.</summary>
    public required IReadOnlyList<string> Evidence { get; init; }

    /// <summary>What to change in the spec, the most promising first. Empty for healthy runs.</summary>
    public required IReadOnlyList<DiagnosisRemedy> Remedies { get; init; }
}

/// <summary>One thing to change.</summary>
/// <param name="Text">In words, such as `add dropout 0.3 before layers/5`.</param>
/// <param name="Pointer">The place in the spec, as a JSON Pointer fragment.</param>
public sealed record DiagnosisRemedy(string Text, string Pointer);

/// <summary>How a run went.</summary>
public enum DiagnosisVerdict
{
    /// <summary>It learned, and what it learned holds for rows it has not seen (as far as was measured).</summary>
    Healthy,

    /// <summary>It got better on the rows trained on and worse on those held out.</summary>
    Overfitting,

    /// <summary>It has not learned what the rows trained on hold, or had not finished.</summary>
    Underfitting,

    /// <summary>Its loss jumps or grows.</summary>
    Unstable,
}
