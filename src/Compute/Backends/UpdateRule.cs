namespace TrainingService.Compute.Backends;

/// <summary>How gradients change parameters. g is the gradient plus l2 · w.</summary>
public abstract record UpdateRule
{
    /// <summary>State blocks it keeps, each as large as the parameters.</summary>
    public abstract int StateBlocks { get; }
}

/// <summary>v = momentum · v + g; w -= rate · v, or with Nesterov w -= rate · (g + momentum · v). Without momentum no state.</summary>
public sealed record SgdRule(float Momentum, bool Nesterov) : UpdateRule
{
    /// <inheritdoc/>
    public override int StateBlocks => Momentum > 0 ? 1 : 0;
}

/// <summary>m = β₁ m + (1-β₁) g; v = β₂ v + (1-β₂) g²; w -= rate · (m / c₁) / (√(v / c₂) + ε), c from <see cref="StepState"/>.</summary>
public sealed record AdamRule(float Beta1, float Beta2, float Epsilon) : UpdateRule
{
    /// <inheritdoc/>
    public override int StateBlocks => 2;
}

/// <summary>A stretch of the flat parameter block with one penalty.</summary>
/// <param name="Offset">Its first element.</param>
/// <param name="Count">Its elements.</param>
/// <param name="L2">Added to the gradient as l2 · w; 0 for biases.</param>
public readonly record struct ParameterSpan(long Offset, long Count, float L2);
