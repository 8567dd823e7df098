namespace TrainingService.Compute.Backends;

/// <summary>
/// How gradients change parameters. With s = <see cref="StepState.GradientScale"/>, c the clip value and the span's penalties:
/// g = clamp(s · gradient, -c, c) + l2 · w + l1 · sign(w); w is multiplied by 1 - rate · decay; the rule's step follows; then w is shrunk towards
/// 0 by rate · threshold and becomes 0 when nearer than that.
/// </summary>
public abstract record UpdateRule
{
    /// <summary>State blocks it keeps, each as large as the parameters.</summary>
    public abstract int StateBlocks { get; }

    /// <summary>What the first state block starts with; the others start with 0.</summary>
    public virtual float InitialState => 0;

    /// <summary>Largest absolute value of an element of the scaled gradient.</summary>
    public float ClipValue { get; init; } = float.PositiveInfinity;
}

/// <summary>v = momentum · v + g; w -= rate · v, or with Nesterov w -= rate · (g + momentum · v). Without momentum no state.</summary>
public sealed record SgdRule(float Momentum, bool Nesterov) : UpdateRule
{
    /// <inheritdoc/>
    public override int StateBlocks => Momentum > 0 ? 1 : 0;
}

/// <summary>s += g²; w -= rate · g / (√s + ε); s starts with <paramref name="InitialAccumulator"/>.</summary>
public sealed record AdaGradRule(float Epsilon, float InitialAccumulator) : UpdateRule
{
    /// <inheritdoc/>
    public override int StateBlocks => 1;

    /// <inheritdoc/>
    public override float InitialState => InitialAccumulator;
}

/// <summary>
/// s = ρ s + (1-ρ) g²; centered: a = ρ a + (1-ρ) g and s - a² under the root (0 at least); u = g / (√ + ε); w -= rate · u, or with momentum
/// v = momentum · v + u; w -= rate · v. State: s, then v with momentum, then a when centered.
/// </summary>
public sealed record RmsPropRule(float Rho, float Momentum, bool Centered, float Epsilon) : UpdateRule
{
    /// <inheritdoc/>
    public override int StateBlocks => 1 + (Momentum > 0 ? 1 : 0) + (Centered ? 1 : 0);
}

/// <summary>m = β₁ m + (1-β₁) g; v = β₂ v + (1-β₂) g²; w -= rate · (m / c₁) / (√(v / c₂) + ε), c from <see cref="StepState"/>.</summary>
public sealed record AdamRule(float Beta1, float Beta2, float Epsilon) : UpdateRule
{
    /// <summary>Whether ε is added to √v itself: √(v / c₂) + ε / √c₂.</summary>
    public bool UncorrectedEpsilon { get; init; }

    /// <inheritdoc/>
    public override int StateBlocks => 2;
}

/// <summary>
/// m and v as Adam's; w -= rate · (a · m + b · g) / (√(v / c₂) + ε) with a, b from <see cref="StepState"/>: a = μ_{t+1} / (1 - Π μ_{1..t+1}),
/// b = (1 - μ_t) / (1 - Π μ_{1..t}), μ_t = β₁ (1 - ½ · 0.96^(t · decay)).
/// </summary>
public sealed record NadamRule(float Beta1, float Beta2, float Epsilon, float MomentumDecay) : UpdateRule
{
    /// <inheritdoc/>
    public override int StateBlocks => 2;
}

/// <summary>A stretch of the flat parameter block with one set of penalties.</summary>
/// <param name="Offset">Its first element.</param>
/// <param name="Count">Its elements.</param>
/// <param name="L2">Added to the gradient as l2 · w; 0 for biases.</param>
/// <param name="L1">Added to the gradient as l1 · sign(w).</param>
/// <param name="Threshold">Soft threshold after the step, times the rate: the proximal form of L1.</param>
/// <param name="Decay">Decoupled decay, times the rate.</param>
public readonly record struct ParameterSpan(long Offset, long Count, float L2, float L1 = 0, float Threshold = 0, float Decay = 0);
